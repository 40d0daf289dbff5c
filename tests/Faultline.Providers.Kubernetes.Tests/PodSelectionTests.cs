using System.Collections.Immutable;
using Faultline.Abstractions.Data;
using Faultline.Providers.Kubernetes.Changes;
using Faultline.Providers.Kubernetes.Pods;

namespace Faultline.Providers.Kubernetes.Tests;

public sealed class PodSelectionTests
{
    [Theory]
    [InlineData("fixed", 1, 3, 1)]
    [InlineData("fixed", 3, 3, 3)]
    [InlineData("fixed", 4, 3, 3)]
    [InlineData("fixed", 0, 3, 0)]
    [InlineData("fixed", long.MaxValue, 3, 3)]
    [InlineData("fixed", 1, 0, 0)]
    [InlineData("percentage", 1, 3, 1)]
    [InlineData("percentage", 33, 3, 1)]
    [InlineData("percentage", 34, 3, 2)]
    [InlineData("percentage", 50, 4, 2)]
    [InlineData("percentage", 100, 4, 4)]
    [InlineData("percentage", 250, 4, 4)]
    [InlineData("percentage", 0, 4, 0)]
    [InlineData("percentage", long.MaxValue, 4, 4)]
    public void So_many_are_chosen_from_the_top(string mode, long quantity, int found, int chosen)
    {
        var selection = new PodSelection { Mode = mode, Qty = quantity };

        Names(selection, Some.Pods(found)).ShouldBe(Enumerable.Range(0, chosen).Select(i => "pod-" + i));
    }

    [Fact]
    public void A_share_is_never_less_than_asked_for_and_less_than_one_pod_more()
    {
        var pods = Some.Pods(60);
        foreach (var (found, percent) in from n in Enumerable.Range(0, 60) from p in Enumerable.Range(0, 101) select (n, p))
        {
            var count = new PodSelection { Mode = "percentage", Qty = percent }
                .Choose(pods[..found], new Random(1))
                .Length;

            (count * 100 >= percent * found && (count * 100) - (percent * found) < 100).ShouldBeTrue($"{percent}% of {found}: {count}");
        }
    }

    [Fact]
    public void Chance_chooses_the_same_number_of_distinct_pods_that_were_found()
    {
        var random = new Random(5);
        var pods = Some.Pods(40);
        foreach (var (found, quantity) in from n in Enumerable.Range(0, 40) from q in Enumerable.Range(0, 45) select (n, q))
        {
            var names = Names(new PodSelection { Rand = true, Qty = quantity }, pods[..found], random);

            names.Length.ShouldBe(Math.Min(found, quantity));
            names.Distinct().Count().ShouldBe(names.Length);
            names.ShouldBeSubsetOf(pods[..found].Select(Manifest.NameOf));
        }
    }

    [Fact]
    public void Chance_is_fair()
    {
        var random = new Random(5);

        var pods = Some.Pods(6);
        var hits = Enumerable
            .Range(0, 6000)
            .SelectMany(_ => Names(new PodSelection { Rand = true, Qty = 2 }, pods, random))
            .CountBy(name => name);

        hits.Count().ShouldBe(6);
        hits.ShouldAllBe(hit => hit.Value > 1800 && hit.Value < 2200);
    }

    [Fact]
    public void The_same_seed_chooses_the_same_pods()
    {
        var selection = new PodSelection { Rand = true, Qty = 5 };

        Names(selection, Some.Pods(50), new Random(3)).ShouldBe(Names(selection, Some.Pods(50), new Random(3)));
    }

    [Fact]
    public void All_disregards_the_quantity() => Names(new PodSelection { All = true, Qty = 0 }, Some.Pods(4)).Length.ShouldBe(4);

    [Fact]
    public void The_oldest_come_first_and_equals_stay_in_order()
    {
        ImmutableArray<DataObject> pods =
        [
            Some.Pod("new", created: "2026-03-01T00:00:00Z"),
            Some.Pod("old-1", created: "2026-01-01T02:00:00+02:00"),
            Some.Pod("old-2", created: "2026-01-01T00:00:00Z"),
            Some.Pod("mid", created: "2026-02-01T00:00:00Z"),
        ];

        Names(new PodSelection { Order = "oldest", Qty = 3 }, pods).ShouldBe(["old-1", "old-2", "mid"]);
    }

    [Fact]
    public void Pods_in_any_phase_are_eligible()
    {
        ImmutableArray<DataObject> pods = [Some.Pod("a", "Pending"), Some.Pod("b", "Succeeded")];

        Names(new PodSelection { All = true }, pods).ShouldBe(["a", "b"]);
    }

    [Theory]
    [InlineData("web", "my-web-1,web-2")]
    [InlineData("^web", "web-2")]
    [InlineData(@"-\d\Z", "my-web-1,web-2,db-3")]
    [InlineData(@"(?P<letter>b)-(?P<n>\d)", "my-web-1,web-2,db-3")]
    [InlineData(@"(?P<x>b).*(?P=x)", "")]
    [InlineData("", "my-web-1,web-2,db-3")]
    public void Names_are_searched_as_python_does(string pattern, string expected)
    {
        ImmutableArray<DataObject> pods = [Some.Pod("my-web-1"), Some.Pod("web-2"), Some.Pod("db-3")];

        string.Join(',', Names(new PodSelection { All = true, NamePattern = pattern }, pods)).ShouldBe(expected);
    }

    [Fact(Timeout = 20_000)]
    public async Task A_pattern_that_takes_for_ever_is_given_up()
    {
        var selection = new PodSelection { NamePattern = "(a+)+$" };

        var failure = await Should.ThrowAsync<Client.KubernetesException>(() =>
            Task.Run(() => selection.Choose([Some.Pod(new string('a', 60) + "!")], new Random(1)), TestContext.Current.CancellationToken)
        );

        failure.Message.ShouldBe("cannot select pods: the name_pattern '(a+)+$' takes too long to match. Write it more simply.");
    }

    private static string[] Names(PodSelection selection, ImmutableArray<DataObject> pods, Random? random = null) =>
        [.. selection.Choose(pods, random ?? new Random(1)).Select(Manifest.NameOf)];
}
