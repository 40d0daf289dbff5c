using Faultline.Abstractions.Activities;
using Faultline.TestKit;

namespace Faultline.Providers.Kubernetes.Tests;

/// <summary>Nothing is changed that was not written down before, with what was there and what brings it back.</summary>
public sealed class RecordingTests : IAsyncDisposable
{
    private readonly World _world = new();

    public static TheoryData<string> Actions { get; } = [.. Samples.Actions.Keys];

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public void Every_action_has_a_sample() =>
        _world
            .Functions.All.Where(function => function.Signature.Kind == ActivityKind.Action)
            .Select(function => function.Signature.FullName)
            .Order(StringComparer.Ordinal)
            .ShouldBe(Samples.Actions.Keys);

    [Theory(Timeout = 20_000)]
    [MemberData(nameof(Actions))]
    public async Task An_action_writes_down_what_it_changes_before_it_does(string function)
    {
        await using var cluster = await Samples.Cluster();
        var (changes, early) = (0, 0);
        cluster.OnChange = _ => early += ++changes > _world.Changes.All.Count ? 1 : 0;

        var outcome = await _world.With(cluster).CallAsync(function, Samples.Arguments(function, _world));

        outcome.ShouldBeOfType<ActivityOutcome.Succeeded>(outcome.Line()).Unproven.ShouldBeNull();
        early.ShouldBe(0);
        _world.Changes.All.Count.ShouldBe(function.EndsWith("exec_in_pods", StringComparison.Ordinal) ? 1 : changes);
        _world.Changes.All.ShouldNotBeEmpty();
    }

    [Theory(Timeout = 20_000)]
    [MemberData(nameof(Actions))]
    public async Task What_can_t_be_written_down_is_not_done(string function)
    {
        await using var cluster = await Samples.Cluster();
        _world.Changes.IsFull = true;

        await Should.ThrowAsync<IOException>(() => _world.With(cluster).CallAsync(function, Samples.Arguments(function, _world)));

        cluster.Changes.ShouldBeEmpty();
        cluster.Lines.ShouldNotContain(line => line.Contains("/exec", StringComparison.Ordinal));
    }

    [Theory(Timeout = 20_000)]
    [MemberData(nameof(Actions))]
    public async Task A_sample_is_without_fault_before_the_run(string function)
    {
        await using var cluster = await Samples.Cluster();

        var problems = _world.Check(function, Samples.Arguments(function, _world));

        problems.Where(problem => problem.Severity != CallProblemSeverity.Warning).Select(problem => problem.Message).ShouldBeEmpty();
    }

    [Fact(Timeout = 60_000)]
    public async Task Changes_are_recorded_as_reviewed()
    {
        var lines = new List<string>();
        foreach (var function in Samples.Actions.Keys)
        {
            await using var world = new World();
            await using var cluster = await Samples.Cluster();
            await world.With(cluster).CallAsync(function, Samples.Arguments(function, world));
            lines.Add(function);
            lines.AddRange(
                world.Changes.All.SelectMany(change =>
                    new[]
                    {
                        $"  {change.Verb} {change.Resource}",
                        $"    before: {change.Before?.ToString() ?? "-"}",
                        $"    undo: {change.Undo}",
                    }
                )
            );
        }

        Snapshot.Match(string.Join('\n', lines));
    }

    [Fact(Timeout = 60_000)]
    public async Task Requests_are_made_as_reviewed()
    {
        var lines = new List<string>();
        foreach (var function in Samples.Actions.Keys)
        {
            await using var world = new World(new ManualClock());
            await using var cluster = await Samples.Cluster();
            await world.With(cluster).CallAsync(function, Samples.Arguments(function, world));
            lines.Add(function);
            lines.AddRange(cluster.Changes.Select(change => "  " + change));
        }

        Snapshot.Match(string.Join('\n', lines));
    }

    [Fact(Timeout = 20_000)]
    public async Task What_a_secret_holds_is_written_down_nowhere()
    {
        await using var cluster = await Samples.Cluster();
        cluster.With(
            "/api/v1/namespaces/shop/secrets/keys",
            """
            {"type":"Opaque","data":{"password":"aHVudGVyMg=="},"metadata":{"annotations":
             {"kubectl.kubernetes.io/last-applied-configuration":"{\"data\":{\"password\":\"aHVudGVyMg==\"}}"}}}
            """
        );
        const string Applied =
            """{"resource":{"apiVersion":"v1","kind":"Secret","metadata":{"name":"keys","namespace":"shop"},"data":{"password":"aHVudGVyMg=="}}}""";

        var outcomes = new[]
        {
            await _world.With(cluster).CallAsync("apply_from_json", Applied),
            await _world.CallAsync("delete_secret", """{"name":"keys","ns":"shop"}"""),
        };

        _world.Changes.All.Select(change => change.Verb).ShouldBe(["apply", "delete"]);
        string.Join('\n', [.. outcomes.Select(o => o.Line()), .. _world.Changes.All.SelectMany(Written)]).ShouldNotContain("aHVudGVyMg");
        _world.Changes.All[1].Secrets.ToString().ShouldContain("aHVudGVyMg");
        _world.Changes.All[1].Before!.ToString().ShouldNotContain("aHVudGVyMg");
        _world.Changes.All[1].Undo.ShouldBe("create it again from your own copy: what a Secret holds is not written down here");
    }

    [Fact(Timeout = 20_000)]
    public async Task A_recorded_manifest_can_be_created_again()
    {
        await using var cluster = await Samples.Cluster();
        cluster.With(
            "/apis/apps/v1/namespaces/shop/deployments/web",
            """
            {"metadata":{"uid":"u","resourceVersion":"12","generation":3,"creationTimestamp":"2026-01-01T00:00:00Z","managedFields":[{}],
              "finalizers":["x/y"],"labels":{"app":"web"},"annotations":{"deployment.kubernetes.io/revision":"1"}},
             "spec":{"replicas":3},"status":{"readyReplicas":3}}
            """
        );

        await _world.With(cluster).CallAsync("delete_deployment", """{"name":"web","ns":"shop"}""");

        _world
            .Changes.All.Single()
            .Before!.ToString()
            .ShouldBe(
                """{"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"labels": {"app": "web"}, "annotations": {"deployment.kubernetes.io/revision": "1"}, "name": "web", "namespace": "shop"}, "spec": {"replicas": 3}}"""
            );
    }

    [Fact(Timeout = 20_000)]
    public async Task A_protected_namespace_is_left_alone_whatever_the_function()
    {
        await using var cluster = await Samples.Cluster();

        foreach (var (function, sample) in Samples.Actions.Where(pair => pair.Value.Contains("shop", StringComparison.Ordinal)))
        {
            var arguments = Samples.Arguments(function, _world).Replace("shop", "kube-system", StringComparison.Ordinal);
            var outcome = await _world.With(cluster).CallAsync(function, arguments);
            outcome.Line().ShouldStartWith("failed: ", customMessage: function + sample);
            outcome
                .Line()
                .ShouldContain(
                    "the namespace 'kube-system' is protected, since the cluster itself depends on it.",
                    customMessage: function
                );
        }

        cluster.Changes.ShouldBeEmpty();
    }

    // All but what is kept in memory only.
    private static IEnumerable<string> Written(ChangeRecord change) =>
        [
            $"{change} {change.Namespace} {change.Name} {change.Undo}",
            $"{change.Before} {change.After} {change.Reach}",
            change.ToUndoRecord("fl-1", "run", "boot", DateTimeOffset.UnixEpoch).ToString(),
        ];
}
