using Faultline.Abstractions.Faults;
using Faultline.Host.Processes;

namespace Faultline.Host.Tests.Processes;

public sealed class SeededChoiceTests
{
    [Fact]
    public void The_same_seed_chooses_the_same_in_order_and_never_none_of_some()
    {
        var chance = new Random(5);
        for (var round = 0; round < 2000; round++)
        {
            var all = Enumerable.Range(0, chance.Next(0, 40)).ToList();
            var seed = chance.Next();
            int? count = chance.Next(2) == 0 ? chance.Next(1, 50) : null;
            double? percent = count is null ? chance.NextDouble() * 100 : null;
            if (percent == 0)
            {
                continue;
            }

            var chosen = SeededChoice.Of(all, count, percent, seed);
            chosen.ShouldBe(SeededChoice.Of(all, count, percent, seed));
            chosen.ShouldBe(chosen.Order().Distinct());
            chosen.ShouldBeSubsetOf(all);
            chosen.Count.ShouldBe(Math.Min(all.Count, count ?? (int)Math.Ceiling(all.Count * percent!.Value / 100)));
            (all.Count > 0 && chosen.Count == 0).ShouldBeFalse();
        }
    }

    [Fact]
    public void Every_one_is_chosen_as_often_as_any_other()
    {
        const int Seeds = 4000;
        var hits = new int[8];
        for (var seed = 0; seed < Seeds; seed++)
        {
            foreach (var one in SeededChoice.Of([0, 1, 2, 3, 4, 5, 6, 7], 2, null, seed))
            {
                hits[one]++;
            }
        }

        // Each in a quarter of all draws; five standard deviations are 137.
        hits.ShouldAllBe(count => Math.Abs(count - (Seeds / 4)) < 140);
    }

    [Fact]
    public void Without_a_number_or_a_share_all_are_chosen() => SeededChoice.Of(["a", "b"], null, null, 1).ShouldBe(["a", "b"]);

    [Theory]
    [InlineData(0, null)]
    [InlineData(-1, null)]
    [InlineData(null, 0.0)]
    [InlineData(null, 100.5)]
    [InlineData(null, double.NaN)]
    [InlineData(1, 50.0)]
    public void A_number_or_share_that_there_can_not_be_is_refused(int? count, double? percent) =>
        Should.Throw<FaultRefusedException>(() => SeededChoice.Of([1, 2, 3], count, percent, 1)).Remedy.ShouldNotBeNull();
}
