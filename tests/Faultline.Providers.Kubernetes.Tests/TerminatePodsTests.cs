using Faultline.Abstractions.Activities;

namespace Faultline.Providers.Kubernetes.Tests;

public sealed class TerminatePodsTests : IAsyncDisposable
{
    private readonly World _world = new();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact(Timeout = 20_000)]
    public async Task One_of_the_matching_pods_is_deleted_by_default()
    {
        await using var api = await Pods("a", "b");

        var outcome = await Terminate(api, """{"label_selector":"app=greeter-pod","ns":"default"}""");

        outcome.Line().ShouldBe("""succeeded ["a"]""");
        api.Lines.ShouldBe([
            "GET /api/v1/namespaces/default/pods?labelSelector=app=greeter-pod&limit=500",
            "DELETE /api/v1/namespaces/default/pods/a",
        ]);
        api.Seen[1].Body.ShouldBe("""{"apiVersion": "v1", "kind": "DeleteOptions"}""");
    }

    [Fact(Timeout = 20_000)]
    public async Task A_grace_period_is_passed_on()
    {
        await using var api = await Pods("a");

        await Terminate(api, """{"label_selector":"app=web","grace_period":0}""");

        api.Seen[1].Body.ShouldBe("""{"apiVersion": "v1", "kind": "DeleteOptions", "gracePeriodSeconds": 0}""");
    }

    [Fact(Timeout = 20_000)]
    public async Task All_that_match_both_selectors_are_deleted_in_order()
    {
        await using var api = await Pods("web-1", "db-1", "web-2");

        var outcome = await Terminate(api, """{"label_selector":"app=web","name_pattern":"^web-\\d$","all":true}""");

        outcome.Line().ShouldBe("""succeeded ["web-1", "web-2"]""");
    }

    [Fact(Timeout = 20_000)]
    public async Task Nothing_selected_succeeds_unproven()
    {
        await using var api = await Pods("a");

        var outcome = await Terminate(api, """{"label_selector":"app=web","name_pattern":"^web","ns":"shop"}""");

        outcome
            .Line()
            .ShouldBe(
                "succeeded [], unproven: no pod was deleted: none in namespace 'shop' matches label_selector 'app=web' and name_pattern '^web'"
            );
    }

    [Fact(Timeout = 20_000)]
    public async Task A_quantity_of_none_says_so()
    {
        await using var api = await Pods("a");

        var outcome = await Terminate(api, """{"label_selector":"app=web","qty":0}""");

        outcome.Line().ShouldBe("succeeded [], unproven: no pod was deleted: qty is 0 (namespace 'default', label_selector 'app=web')");
    }

    [Fact(Timeout = 20_000)]
    public async Task A_refusal_of_the_second_pod_names_those_that_are_deleted()
    {
        await using var api = await Pods(
            ["a", "b", "c"],
            name => name == "b" ? FakeAnswer.Status(500, "InternalError", "etcd is away") : null
        );

        var outcome = await Terminate(api, """{"label_selector":"app=web","all":true}""");

        outcome
            .Line()
            .ShouldBe(
                "failed: cannot delete pod 'b' in namespace 'default': HTTP 500 InternalError: etcd is away. "
                    + "Deleted before that: 'a'; chosen were 'a', 'b', 'c'."
            );
    }

    [Fact(Timeout = 20_000)]
    public async Task A_pod_that_is_gone_already_is_not_counted()
    {
        await using var api = await Pods(
            ["a", "b"],
            name => name == "a" ? FakeAnswer.Status(404, "NotFound", "pods \"a\" not found") : null
        );

        var outcome = await Terminate(api, """{"label_selector":"app=web","all":true}""");

        outcome.Line().ShouldBe("""succeeded ["b"]""");
        outcome.Warnings.ShouldBe(["gone before they could be deleted, so not counted: 'a'"]);
    }

    [Fact(Timeout = 20_000)]
    public async Task Pods_that_are_all_gone_already_prove_nothing()
    {
        await using var api = await Pods(["a"], _ => FakeAnswer.Status(404, "NotFound", "pods \"a\" not found"));

        var outcome = await Terminate(api, """{"label_selector":"app=web"}""");

        outcome
            .Line()
            .ShouldBe("succeeded [], unproven: no pod was deleted: all that were chosen in namespace 'default' were gone already");
    }

    [Theory(Timeout = 20_000)]
    [InlineData("""{"label_selector":"a=b","qty":-2}""", "Cannot select pods. Quantity '-2' is negative.")]
    [InlineData("""{"label_selector":"a=b","mode":"some"}""", "Cannot select pods. Mode 'some' is invalid.")]
    [InlineData("""{"label_selector":"a=b","order":"newest"}""", "Cannot select pods. Order 'newest' is invalid.")]
    [InlineData("""{"order":"newest","mode":"some","qty":-1}""", "Cannot select pods. Quantity '-1' is negative.")]
    [InlineData(
        """{"label_selector":""}""",
        "Cannot select pods. Neither label_selector nor name_pattern is given: give one of them, or all: true to choose every pod of the namespace."
    )]
    [InlineData(
        """{"name_pattern":"web-(\\d+"}""",
        "Cannot select pods. The name_pattern 'web-(\\d+' is not a regular expression: insufficient closing parentheses (at character 8)."
    )]
    [InlineData(
        """{"label_selector":"a=b","ns":"kube-system"}""",
        "the namespace 'kube-system' is protected, since the cluster itself depends on it. "
            + "If you mean it, set FAULTLINE_ALLOW_PROTECTED_NAMESPACES=true in the environment."
    )]
    public async Task What_can_not_be_selected_is_refused_before_anybody_is_asked(string arguments, string message)
    {
        await using var api = await Pods("a");

        var outcome = await Terminate(api, arguments);

        outcome.Line().ShouldBe("failed: " + message);
        api.Seen.ShouldBeEmpty();
    }

    [Fact(Timeout = 20_000)]
    public async Task A_protected_namespace_may_be_allowed()
    {
        await using var api = await Pods("a");
        _world.Environment["FAULTLINE_ALLOW_PROTECTED_NAMESPACES"] = "true";

        var outcome = await Terminate(api, """{"label_selector":"a=b","ns":"kube-system"}""");

        outcome.Line().ShouldBe("""succeeded ["a"]""");
    }

    [Fact(Timeout = 20_000)]
    public async Task All_of_a_namespace_can_be_asked_for()
    {
        await using var api = await Pods("a", "b");

        var outcome = await Terminate(api, """{"all":true}""");

        outcome.Line().ShouldBe("""succeeded ["a", "b"]""");
        api.Lines.First().ShouldBe("GET /api/v1/namespaces/default/pods?limit=500");
    }

    [Fact(Timeout = 20_000)]
    public async Task Stopped_between_two_pods_it_tells_which_are_deleted()
    {
        using var stop = new CancellationTokenSource();
        await using var api = await FakeApi.StartAsync(async request =>
        {
            if (request.Path.EndsWith("/b", StringComparison.Ordinal))
            {
                await stop.CancelAsync();
            }

            return request.Method == "GET" ? Some.PodList(Some.Pod("a"), Some.Pod("b"), Some.Pod("c")) : new FakeAnswer(200, "{}");
        });

        var outcome = await _world.With(api).CallAsync("terminate_pods", """{"label_selector":"app=web","all":true}""", stop: stop.Token);

        outcome.ShouldBeOfType<ActivityOutcome.Stopped>();
        outcome.Warnings.ShouldBe(["stopped while deleting pods. Deleted before that: 'a'; chosen were 'a', 'b', 'c'."]);
    }

    private Task<ActivityOutcome> Terminate(FakeApi api, string arguments) => _world.With(api).CallAsync("terminate_pods", arguments);

    private static Task<FakeApi> Pods(params string[] names) => Pods(names, _ => null);

    private static Task<FakeApi> Pods(string[] names, Func<string, FakeAnswer?> refuse) =>
        FakeApi.StartAsync(request =>
            request.Method == "GET"
                ? Some.PodList(names.Select(name => Some.Pod(name)))
                : refuse(request.Path.Split('/')[^1]) ?? new FakeAnswer(200, """{"kind":"Pod"}""")
        );
}
