using Faultline.Abstractions.Activities;

namespace Faultline.Providers.Kubernetes.Tests;

public sealed class PodFunctionTests : IAsyncDisposable
{
    private readonly World _world = new();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact(Timeout = 20_000)]
    public async Task Pods_that_all_run_are_in_phase()
    {
        await using var api = await FakeApi.StartAsync(_ => Some.PodList(Some.Pods(2)));

        var outcome = await _world.With(api).ProbeAsync();

        outcome.Line().ShouldBe("succeeded true");
        api.Lines.ShouldBe(["GET /api/v1/namespaces/default/pods?labelSelector=app=web&limit=500"]);
    }

    [Fact(Timeout = 20_000)]
    public async Task No_pods_are_a_failure_in_the_references_words()
    {
        await using var api = await FakeApi.StartAsync(_ => Some.PodList());

        var outcome = await _world.With(api).CallAsync("pods_in_phase", """{"label_selector":"app=webapp-pod","ns":"default"}""");

        outcome.Line().ShouldBe("failed: no pods 'app=webapp-pod' were found");
    }

    [Fact(Timeout = 20_000)]
    public async Task The_first_pod_in_another_phase_is_named_by_its_selector()
    {
        await using var api = await FakeApi.StartAsync(_ => Some.PodList(Some.Pod("a"), Some.Pod("b", "Pending"), Some.Pod("c", "Failed")));

        var outcome = await _world.With(api).ProbeAsync();

        outcome.Line().ShouldBe("failed: pod 'app=web' is in phase 'Pending' but should be 'Running'");
    }

    [Theory(Timeout = 20_000)]
    [InlineData("Pending")]
    [InlineData("")]
    public async Task Without_raising_the_answer_is_false(string phase)
    {
        await using var api = await FakeApi.StartAsync(_ => phase.Length == 0 ? Some.PodList() : Some.PodList(Some.Pod("a", phase)));

        var outcome = await _world.With(api).CallAsync("pods_in_phase", """{"label_selector":"app=web","raise_on_invalid_phase":false}""");

        outcome.Line().ShouldBe("succeeded false");
    }

    [Fact(Timeout = 20_000)]
    public async Task Logs_are_read_pod_by_pod_with_their_times()
    {
        await using var api = await FakeApi.StartAsync(request =>
            request.Path.EndsWith("/log", StringComparison.Ordinal)
                ? new FakeAnswer(200, $"2026-01-01T00:00:00Z {request.Path}\n") { ContentType = "text/plain" }
                : Some.PodList(Some.Pod("a"), Some.Pod("b"))
        );

        var outcome = await _world.With(api).CallAsync("read_pod_logs", """{"label_selector":"app=webapp-pod","last":"20s","ns":"shop"}""");

        outcome
            .Line()
            .ShouldBe(
                """succeeded {"a": "2026-01-01T00:00:00Z /api/v1/namespaces/shop/pods/a/log\n", "b": "2026-01-01T00:00:00Z /api/v1/namespaces/shop/pods/b/log\n"}"""
            );
        api.Lines.ShouldBe([
            "GET /api/v1/namespaces/shop/pods?labelSelector=app=webapp-pod&limit=500",
            "GET /api/v1/namespaces/shop/pods/a/log?follow=false&previous=false&timestamps=true&sinceSeconds=20",
            "GET /api/v1/namespaces/shop/pods/b/log?follow=false&previous=false&timestamps=true&sinceSeconds=20",
        ]);
    }

    [Fact(Timeout = 20_000)]
    public async Task A_name_goes_into_the_default_selector_and_no_pods_have_no_logs()
    {
        await using var api = await FakeApi.StartAsync(_ => Some.PodList());

        var outcome = await _world.With(api).CallAsync("read_pod_logs", """{"name":"web","from_previous":true,"container_name":"c"}""");

        outcome.Line().ShouldBe("succeeded {}");
        api.Lines.ShouldBe(["GET /api/v1/namespaces/default/pods?labelSelector=name in (web)&limit=500"]);
    }

    [Fact(Timeout = 20_000)]
    public async Task A_container_and_a_previous_start_are_asked_for()
    {
        await using var api = await FakeApi.StartAsync(request =>
            request.Path.EndsWith("/log", StringComparison.Ordinal) ? new FakeAnswer(200, "") : Some.PodList(Some.Pod("a"))
        );

        await _world.With(api).CallAsync("read_pod_logs", """{"name":"web","from_previous":true,"container_name":"c","last":"0"}""");

        api.Lines.Last().ShouldBe("GET /api/v1/namespaces/default/pods/a/log?follow=false&previous=true&timestamps=true&container=c");
    }

    [Fact(Timeout = 20_000)]
    public async Task A_pod_of_several_containers_is_the_servers_refusal()
    {
        await using var api = await FakeApi.StartAsync(request =>
            request.Path.EndsWith("/log", StringComparison.Ordinal)
                ? FakeAnswer.Status(400, "BadRequest", "a container name must be specified for pod a, choose one of: [x y]")
                : Some.PodList(Some.Pod("a"))
        );

        var outcome = await _world.With(api).CallAsync("read_pod_logs", """{"name":"web"}""");

        outcome
            .Line()
            .ShouldBe(
                "failed: cannot get the log of pod 'a' in namespace 'default': HTTP 400 BadRequest: "
                    + "a container name must be specified for pod a, choose one of: [x y]"
            );
    }

    [Theory(Timeout = 20_000)]
    [InlineData("{}", "{}", null, "default")]
    [InlineData("{}", "{}", "from-env", "from-env")]
    [InlineData("{}", """{"KUBERNETES_NAMESPACE":"from-secrets"}""", "from-env", "from-secrets")]
    [InlineData("""{"ns":"given"}""", """{"KUBERNETES_NAMESPACE":"from-secrets"}""", "from-env", "given")]
    [InlineData("""{"ns":null}""", "{}", "from-env", "from-env")]
    public async Task The_namespace_is_the_argument_else_the_key_else_default(string arguments, string secrets, string? variable, string ns)
    {
        await using var api = await FakeApi.StartAsync(_ => Some.PodList());
        if (variable is not null)
        {
            _world.Environment["KUBERNETES_NAMESPACE"] = variable;
        }

        await _world.With(api).CallAsync("read_pod_logs", arguments, secrets);

        api.Seen.Single().Path.ShouldBe($"/api/v1/namespaces/{ns}/pods");
    }

    [Theory(Timeout = 20_000)]
    [InlineData(
        "pods_in_phase",
        """{"label_selector":1}""",
        "the argument 'label_selector' should be a string, but is an integer: 1; give a string"
    )]
    [InlineData(
        "terminate_pods",
        """{"label_selector":"a=b","ns":""}""",
        "the argument 'ns' should be the name of a namespace (small letters, digits and hyphens), but is a string: \"\"; "
            + "give the name of a namespace (small letters, digits and hyphens)"
    )]
    [InlineData(
        "terminate_pods",
        """{"label_selector":"a=b","qty":"${qty}"}""",
        "the argument 'qty' should be an integer, but is a string: \"${qty}\"; write it without quotes; for a variable from the environment, give the variable an env_var_type"
    )]
    [InlineData(
        "read_pod_logs",
        """{"last":"soon"}""",
        "the argument 'last' should be a duration such as '20s', '10 minutes' or '1h30m', but is a string: \"soon\"; give a duration such as '20s', '10 minutes' or '1h30m'"
    )]
    public async Task An_argument_of_the_wrong_type_asks_nobody(string function, string arguments, string message)
    {
        await using var api = await FakeApi.StartAsync(_ => Some.PodList());

        var outcome = await _world.With(api).CallAsync(function, arguments);

        outcome.ShouldBeOfType<ActivityOutcome.Crashed>().Message.ShouldEndWith(": " + message);
        api.Seen.ShouldBeEmpty();
    }
}
