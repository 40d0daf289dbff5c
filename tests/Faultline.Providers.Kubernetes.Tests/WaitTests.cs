using Faultline.Abstractions.Activities;
using Faultline.TestKit;

namespace Faultline.Providers.Kubernetes.Tests;

/// <summary>Functions that wait: they list, then watch, and one deadline holds for all of it.</summary>
public sealed class WaitTests : IAsyncDisposable
{
    private const string Collection = "/apis/apps/v1/namespaces/shop/deployments";
    private const string Arguments = """{"name":"web","ns":"shop","timeout":30}""";

    private readonly ManualClock _clock = new();
    private readonly World _world;

    public WaitTests() => _world = new World(_clock);

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact(Timeout = 20_000)]
    public async Task What_is_so_already_is_not_waited_for()
    {
        await using var api = await FakeApi.StartAsync(_ => List(Web(3, 3)));

        var outcome = await CallAsync(api, "deployment_fully_available");

        outcome.ShouldBe("succeeded true");
        api.Lines.ShouldBe([$"GET {Collection}?fieldSelector=metadata.name=web&limit=500"]);
    }

    [Fact(Timeout = 20_000)]
    public async Task A_state_is_seen_when_it_comes()
    {
        await using var api = await FakeApi.StartAsync(seen =>
            IsWatch(seen)
                ? FakeAnswer.Lines(
                    Event("MODIFIED", Web(3, 2)),
                    """{"type":"BOOKMARK","object":{"metadata":{"resourceVersion":"9"}}}""",
                    Event("MODIFIED", Web(3, 3))
                )
                : List(Web(3, 1))
        );

        var outcome = await CallAsync(api, "deployment_fully_available");

        outcome.ShouldBe("succeeded true");
        api.Lines.Last()
            .ShouldBe(
                $"GET {Collection}?watch=true&fieldSelector=metadata.name=web&resourceVersion=1001&allowWatchBookmarks=true&timeoutSeconds=30"
            );
    }

    [Theory(Timeout = 20_000)]
    [InlineData(
        """{"type":"ERROR","object":{"kind":"Status","apiVersion":"v1","status":"Failure","message":"too old resource version: 7 (99)","reason":"Expired","code":410}}"""
    )]
    [InlineData("")]
    [InlineData("""{"type":"MODIFIED","object":""")]
    public async Task A_watch_that_ends_or_falls_behind_begins_anew_with_a_list(string line)
    {
        var lists = 0;
        await using var api = await FakeApi.StartAsync(seen =>
            !IsWatch(seen) ? List(Web(3, ++lists == 1 ? 1 : 3))
            : line.Length == 0 ? FakeAnswer.LinesAndEnd()
            : FakeAnswer.LinesAndEnd(line)
        );

        var outcome = await Patience.UntilAsync(_clock, CallAsync(api, "deployment_fully_available"));

        outcome.ShouldBe("succeeded true");
        lists.ShouldBe(2);
    }

    [Fact(Timeout = 20_000)]
    public async Task A_watch_that_is_refused_as_expired_begins_anew_with_a_list()
    {
        var lists = 0;
        await using var api = await FakeApi.StartAsync(seen =>
            IsWatch(seen) ? FakeAnswer.Status(410, "Expired", "too old resource version") : List(Web(3, ++lists < 3 ? 1 : 3))
        );

        (await Patience.UntilAsync(_clock, CallAsync(api, "deployment_fully_available"))).ShouldBe("succeeded true");
    }

    [Theory(Timeout = 20_000)]
    [InlineData("deployment_fully_available", 1, "failed: deployment 'web' failed to recover within 30s")]
    [InlineData("deployment_not_fully_available", 3, "failed: deployment 'web' failed to stop running within 30s")]
    public async Task One_deadline_holds_however_much_happens(string function, int ready, string message)
    {
        // Each event would start a time-out of the stream anew.
        var news = new TaskCompletionSource();
        await using var api = await FakeApi.StartAsync(seen =>
            IsWatch(seen)
                ? new FakeAnswer(200, "")
                {
                    Stream = async (write, gone) =>
                    {
                        await write(Event("MODIFIED", Web(3, ready)) + "\n");
                        news.TrySetResult();
                        await Task.Delay(Timeout.InfiniteTimeSpan, gone);
                    },
                }
                : List(Web(3, ready))
        );
        var start = _clock.GetUtcNow();

        var outcome = await Patience.UntilAsync(_clock, CallAsync(api, function), () => news.Task.IsCompleted);

        outcome.ShouldBe(message);
        (_clock.GetUtcNow() - start).ShouldBe(TimeSpan.FromSeconds(30));
    }

    [Theory(Timeout = 20_000)]
    [InlineData("""{"raise_on_not_fully_available":false}""", "deployment_fully_available", "succeeded false")]
    [InlineData("{}", "statefulset_fully_available", "failed: microservice 'web' failed to recover within 0s")]
    [InlineData("{}", "daemon_set_fully_available", "succeeded false")]
    public async Task What_does_not_come_is_told_as_each_kind_tells_it(string more, string function, string outcome)
    {
        await using var api = await FakeApi.StartAsync(_ => List());

        var arguments = Some.Object(more).With("name", "web").With("timeout", 0).ToString();

        (await _world.With(api).CallAsync(function, arguments)).Line().ShouldBe(outcome);
    }

    [Fact(Timeout = 20_000)]
    public async Task Counts_of_what_was_asked_for_before_do_not_count()
    {
        await using var api = await FakeApi.StartAsync(seen =>
            IsWatch(seen)
                ? FakeAnswer.Lines(Event("MODIFIED", Web(3, 3, generation: 2, observed: 2)))
                : List(Web(3, 3, generation: 2, observed: 1))
        );

        (await CallAsync(api, "deployment_fully_available")).ShouldBe("succeeded true");

        api.Seen.Count.ShouldBe(2);
    }

    [Fact(Timeout = 20_000)]
    public async Task A_count_that_is_null_is_none()
    {
        await using var api = await FakeApi.StartAsync(_ =>
            List("""{"metadata":{"name":"web"},"spec":{"replicas":0},"status":{"readyReplicas":null}}""")
        );

        (await CallAsync(api, "deployment_fully_available")).ShouldBe("succeeded true");
    }

    [Fact(Timeout = 20_000)]
    public async Task A_server_in_trouble_is_asked_again()
    {
        var lists = 0;
        await using var api = await FakeApi.StartAsync(_ =>
            ++lists < 3 ? FakeAnswer.Status(500, "InternalError", "etcd is away") : List(Web(1, 1))
        );

        (await Patience.UntilAsync(_clock, CallAsync(api, "deployment_fully_available"))).ShouldBe("succeeded true");
    }

    [Fact(Timeout = 20_000)]
    public async Task A_server_that_stays_in_trouble_is_told()
    {
        await using var api = await FakeApi.StartAsync(_ => FakeAnswer.Status(500, "InternalError", "etcd is away"));

        (await Patience.UntilAsync(_clock, CallAsync(api, "deployment_fully_available"))).ShouldBe(
            "failed: cannot list deployments in namespace 'shop': HTTP 500 InternalError: etcd is away"
        );
    }

    [Fact(Timeout = 20_000)]
    public async Task Who_may_not_watch_is_told_so()
    {
        await using var api = await FakeApi.StartAsync(seen =>
            IsWatch(seen) ? FakeAnswer.Status(403, "Forbidden", "User \"bob\" cannot watch resource \"deployments\"") : List(Web(3, 1))
        );

        (await CallAsync(api, "deployment_fully_available")).ShouldBe(
            "crashed: cannot watch deployments in namespace 'shop': HTTP 403 Forbidden: user 'bob' may not watch 'deployments.apps' in namespace 'shop'. "
                + "Grant it the verb 'watch' on 'deployments.apps' in namespace 'shop'."
        );
    }

    [Fact(Timeout = 20_000)]
    public async Task A_wait_that_is_stopped_ends_at_once()
    {
        using var stop = new CancellationTokenSource();
        await using var api = await FakeApi.StartAsync(seen =>
        {
            if (IsWatch(seen))
            {
                stop.CancelAfter(TimeSpan.Zero);
            }

            return IsWatch(seen) ? FakeAnswer.Lines() : List(Web(3, 1));
        });

        var outcome = await _world.With(api).CallAsync("deployment_fully_available", Arguments, stop: stop.Token);

        outcome.ShouldBeOfType<ActivityOutcome.Stopped>();
    }

    private async Task<string> CallAsync(FakeApi api, string function) => (await _world.With(api).CallAsync(function, Arguments)).Line();

    private static bool IsWatch(SeenRequest seen) => seen.Query.Contains("watch=true", StringComparison.Ordinal);

    private static string Event(string type, string item) => $$"""{"type":"{{type}}","object":{{item}}}""";

    private static FakeAnswer List(params string[] items) =>
        new(
            200,
            $$$"""{"kind":"DeploymentList","apiVersion":"apps/v1","metadata":{"resourceVersion":"1001"},"items":[{{{string.Join(",", items)}}}]}"""
        );

    private static string Web(int replicas, int ready, int generation = 1, int observed = 1) =>
        $$$"""{"metadata":{"name":"web","namespace":"shop","generation":{{{generation}}}},"spec":{"replicas":{{{replicas}}}},"status":{"observedGeneration":{{{observed}}},"readyReplicas":{{{ready}}}}}""";
}
