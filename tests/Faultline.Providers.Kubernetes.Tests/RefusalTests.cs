namespace Faultline.Providers.Kubernetes.Tests;

/// <summary>What is said of answers that are none, or say no.</summary>
public sealed class RefusalTests : IAsyncDisposable
{
    private readonly World _world = new();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact(Timeout = 20_000)]
    public async Task A_refused_permission_names_who_lacks_which()
    {
        await using var api = await FakeApi.StartAsync(_ =>
            FakeAnswer.Status(
                403,
                "Forbidden",
                "pods is forbidden: User \"system:serviceaccount:chaos:runner\" cannot list resource \"pods\" in API group \"\" in the namespace \"shop\""
            )
        );

        var outcome = await _world.With(api).CallAsync("pods_in_phase", """{"label_selector":"app=web","ns":"shop"}""");

        outcome
            .Line()
            .ShouldBe(
                "crashed: cannot list pods in namespace 'shop': HTTP 403 Forbidden: user 'system:serviceaccount:chaos:runner' may not list 'pods' "
                    + "in namespace 'shop'. Grant it the verb 'list' on 'pods' in namespace 'shop'."
            );
    }

    [Fact(Timeout = 20_000)]
    public async Task A_refusal_by_policy_keeps_the_servers_reason()
    {
        await using var api = await FakeApi.StartAsync(request =>
            request.Method == "GET"
                ? Some.PodList(Some.Pod("a"))
                : FakeAnswer.Status(403, "Forbidden", "the webhook \"guard\" denied the request")
        );

        var outcome = await _world.With(api).CallAsync("terminate_pods", """{"label_selector":"app=web"}""");

        outcome
            .Line()
            .ShouldBe(
                "crashed: cannot delete pod 'a' in namespace 'default': HTTP 403 Forbidden: user 'alice' (token) may not delete 'pods' in namespace "
                    + "'default'. Grant it the verb 'delete' on 'pods' in namespace 'default'. The server says: the webhook \"guard\" denied the request. "
                    + "Deleted before that: none; chosen were 'a'."
            );
    }

    [Fact(Timeout = 20_000)]
    public async Task Refused_credentials_are_named_and_what_to_do()
    {
        await using var api = await FakeApi.StartAsync(_ => FakeAnswer.Status(401, "Unauthorized", "Unauthorized"));
        _world.Environment["KUBERNETES_HOST"] = api.Address;

        var outcome = await _world.ProbeAsync("""{"KUBERNETES_API_KEY":"abcd-efgh"}""");

        outcome
            .Line()
            .ShouldBe(
                $"crashed: cannot list pods in namespace 'default': HTTP 401 Unauthorized: the API server '{api.Address}' does not accept the "
                    + "credentials of KUBERNETES_API_KEY (token), from KUBERNETES_HOST in the environment. "
                    + "Set KUBERNETES_API_KEY to a value that is valid now."
            );
        api.Seen.Count.ShouldBe(1);
    }

    [Theory(Timeout = 20_000)]
    [InlineData(502, "<html>bad gateway</html>", "HTTP 502 BadGateway")]
    [InlineData(422, """{"kind":"Status","reason":"Invalid","message":"no\ngood"}""", "HTTP 422 Invalid: no good")]
    [InlineData(599, "", "HTTP 599")]
    public async Task Other_refusals_are_told_in_short(int code, string body, string message)
    {
        await using var api = await FakeApi.StartAsync(_ => new FakeAnswer(code, body));

        var outcome = await _world.With(api).ProbeAsync();

        outcome.Line().ShouldBe("failed: cannot list pods in namespace 'default': " + message);
    }

    [Theory(Timeout = 20_000)]
    [InlineData("<html>Welcome</html>")]
    [InlineData("[]")]
    [InlineData("""{"items":5}""")]
    [InlineData("{}")]
    [InlineData("""{"items":[{"metadata":{}}]}""")]
    [InlineData("""{"items":["a"]}""")]
    public async Task An_answer_of_something_else_is_not_taken_for_an_empty_list(string body)
    {
        await using var api = await FakeApi.StartAsync(_ => new FakeAnswer(200, body));

        var outcome = await _world.With(api).ProbeAsync();

        outcome
            .Line()
            .ShouldBe(
                $"failed: cannot list pods in namespace 'default': the answer of '{api.Address}' is not one of Kubernetes. "
                    + $"Check the address in context 'test' of kubeconfig '{_world.Kubeconfig}'."
            );
    }

    [Fact(Timeout = 20_000)]
    public async Task A_redirect_is_not_followed()
    {
        await using var api = await FakeApi.StartAsync(_ => new FakeAnswer(302, ""));

        var outcome = await _world.With(api).ProbeAsync();

        outcome
            .Line()
            .ShouldBe(
                $"failed: cannot list pods in namespace 'default': HTTP 302 Found: '{api.Address}' sends us elsewhere, which no API server does. "
                    + $"Check the address in context 'test' of kubeconfig '{_world.Kubeconfig}'."
            );
    }

    [Fact(Timeout = 20_000)]
    public async Task A_refused_connection_names_server_and_source()
    {
        var outcome = await _world.With("http://127.0.0.1:1").ProbeAsync();

        outcome
            .Line()
            .ShouldBe(
                "failed: cannot list pods in namespace 'default': 'http://127.0.0.1:1' (context 'test' of kubeconfig "
                    + $"'{_world.Kubeconfig}') can't be reached: Connection refused. Check that the cluster runs and that its address is right."
            );
    }
}
