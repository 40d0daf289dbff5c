using System.Globalization;
using Faultline.Abstractions;
using Faultline.Abstractions.Activities;
using Faultline.Providers.Kubernetes.Access;
using Faultline.Providers.Kubernetes.Client;
using Faultline.TestKit;

namespace Faultline.Providers.Kubernetes.Tests;

/// <summary>Pages, waits, deadlines and refusals.</summary>
public sealed class ClientTests : IAsyncDisposable
{
    private readonly ManualClock _clock = new();
    private readonly World _world;

    public ClientTests() => _world = new World(_clock);

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact(Timeout = 20_000)]
    public async Task Lists_are_read_to_their_last_page()
    {
        await using var api = await FakeApi.StartAsync(request =>
            request.Query.Contains("continue=p2/=", StringComparison.Ordinal) ? Some.PodList(Some.Pod("b", "Failed")) : Page("p2/=")
        );

        var outcome = await _world.With(api).ProbeAsync();

        outcome.Line().ShouldBe("failed: pod 'app=web' is in phase 'Failed' but should be 'Running'");
        api.Lines.Last().ShouldBe("GET /api/v1/namespaces/default/pods?labelSelector=app=web&limit=500&continue=p2/=");
    }

    [Fact(Timeout = 20_000)]
    public async Task An_expired_page_restarts_the_list()
    {
        var lists = 0;
        await using var api = await FakeApi.StartAsync(request =>
            !request.Query.Contains("continue", StringComparison.Ordinal) ? Page("p" + ++lists)
            : lists == 1 ? FakeAnswer.Status(410, "Expired", "The provided continue parameter is too old")
            : Some.PodList(Some.Pod("b"))
        );

        var outcome = await _world.With(api).CallAsync("terminate_pods", """{"label_selector":"app=web","qty":0}""");

        outcome.ShouldBeOfType<ActivityOutcome.Succeeded>();
        api.Seen.Count.ShouldBe(4);
    }

    [Fact(Timeout = 20_000)]
    public async Task Pages_that_always_expire_are_given_up()
    {
        await using var api = await FakeApi.StartAsync(request =>
            request.Query.Contains("continue", StringComparison.Ordinal)
                ? FakeAnswer.Status(410, "Expired", "The provided continue parameter is too old")
                : Page("p")
        );

        var outcome = await _world.With(api).ProbeAsync();

        outcome
            .Line()
            .ShouldBe("failed: cannot list pods in namespace 'default': HTTP 410 Expired: The provided continue parameter is too old");
        api.Seen.Count.ShouldBe(8);
    }

    [Theory(Timeout = 20_000)]
    [InlineData(429)]
    [InlineData(503)]
    public async Task A_wait_that_the_server_asks_for_is_kept(int code)
    {
        var at = new List<DateTimeOffset>();
        await using var api = await FakeApi.StartAsync(_ =>
        {
            at.Add(_clock.GetUtcNow());
            return at.Count == 1 ? FakeAnswer.Status(code, "Busy", "later") with { RetryAfter = "4" } : Some.PodList(Some.Pod("a"));
        });

        var outcome = await PatientlyAsync(_world.With(api).ProbeAsync());

        outcome.Line().ShouldBe("succeeded true");
        (at[1] - at[0]).ShouldBe(TimeSpan.FromSeconds(4));
    }

    [Fact(Timeout = 20_000)]
    public async Task A_wait_until_a_time_is_kept()
    {
        var at = new List<DateTimeOffset>();
        await using var api = await FakeApi.StartAsync(_ =>
        {
            at.Add(_clock.GetUtcNow());
            return at.Count == 1
                ? FakeAnswer.Status(429, "TooManyRequests", "later") with
                {
                    RetryAfter = _clock.GetUtcNow().AddSeconds(3).ToString("R", CultureInfo.InvariantCulture),
                }
                : Some.PodList(Some.Pod("a"));
        });

        await PatientlyAsync(_world.With(api).ProbeAsync());

        (at[1] - at[0]).ShouldBe(TimeSpan.FromSeconds(3));
    }

    [Theory(Timeout = 20_000)]
    [InlineData("1", 6)]
    [InlineData("0", 6)]
    [InlineData("60", 1)]
    [InlineData(null, 1)]
    [InlineData("soon", 1)]
    public async Task A_server_that_goes_on_to_be_busy_is_given_up(string? retryAfter, int requests)
    {
        await using var api = await FakeApi.StartAsync(_ =>
            FakeAnswer.Status(429, "TooManyRequests", "please slow down") with
            {
                RetryAfter = retryAfter,
            }
        );

        var outcome = await PatientlyAsync(_world.With(api).ProbeAsync());

        outcome.Line().ShouldBe("failed: cannot list pods in namespace 'default': HTTP 429 TooManyRequests: please slow down");
        api.Seen.Count.ShouldBe(requests);
    }

    [Fact(Timeout = 20_000)]
    public async Task A_server_that_does_not_answer_is_waited_for_until_the_deadline()
    {
        var never = new TaskCompletionSource<FakeAnswer>();
        await using var api = await FakeApi.StartAsync(_ => never.Task);

        var outcome = await PatientlyAsync(_world.With(api).ProbeAsync(), waits: () => api.Seen.Count == 1);
        never.SetResult(Some.PodList());

        outcome
            .Line()
            .ShouldBe(
                $"failed: cannot list pods in namespace 'default': no answer from '{api.Address}' (context 'test' of kubeconfig "
                    + $"'{_world.Kubeconfig}') within 30 s. Check that the cluster runs and that its address is right."
            );
    }

    [Fact(Timeout = 20_000)]
    public async Task A_call_that_is_stopped_ends_at_once()
    {
        using var stop = new CancellationTokenSource();
        var never = new TaskCompletionSource<FakeAnswer>();
        await using var api = await FakeApi.StartAsync(async _ =>
        {
            await stop.CancelAsync();
            return await never.Task;
        });

        var outcome = await _world.With(api).ProbeAsync(stop: stop.Token);
        never.SetResult(Some.PodList());

        outcome.ShouldBeOfType<ActivityOutcome.Stopped>();
    }

    [Theory(Timeout = 20_000)]
    [InlineData("")]
    [InlineData("..")]
    public async Task A_name_that_leads_elsewhere_is_never_part_of_a_path(string name)
    {
        await using var api = await FakeApi.StartAsync(_ => new FakeAnswer(200, "{}"));
        using var client = Direct(api);

        var failure = await Should.ThrowAsync<KubernetesException>(() =>
            client.DeleteAsync(ResourceType.Pods, "default", name, null, TestContext.Current.CancellationToken)
        );

        failure.Message.ShouldBe($"'{name}' is not a name that an object or a namespace can have.");
        api.Seen.ShouldBeEmpty();
    }

    [Fact(Timeout = 20_000)]
    public async Task One_object_is_got_by_its_name()
    {
        await using var api = await FakeApi.StartAsync(_ => new FakeAnswer(200, """{"kind":"Deployment"}"""));
        using var client = Direct(api);

        var found = await client.GetAsync(ResourceType.Deployments, "shop", "web", TestContext.Current.CancellationToken);

        found.Text("kind").ShouldBe("Deployment");
        api.Lines.ShouldBe(["GET /apis/apps/v1/namespaces/shop/deployments/web"]);
    }

    [Fact(Timeout = 20_000)]
    public async Task Objects_of_all_namespaces_are_listed_by_their_fields()
    {
        await using var api = await FakeApi.StartAsync(_ => Some.PodList(Some.Pods(2)));
        using var client = Direct(api);

        var found = await client.ListAsync(
            ResourceType.Pods,
            null,
            new ListOptions { FieldSelector = "spec.nodeName=n1" },
            TestContext.Current.CancellationToken
        );

        found.Length.ShouldBe(2);
        api.Lines.ShouldBe(["GET /api/v1/pods?fieldSelector=spec.nodeName=n1&limit=500"]);
    }

    [Fact(Timeout = 20_000)]
    public async Task A_server_below_a_path_is_asked_there()
    {
        await using var api = await FakeApi.StartAsync(_ => Some.PodList(Some.Pod("a")));

        await _world.With(api.Address + "/k8s/clusters/c-1/").ProbeAsync();

        api.Seen.Single().Path.ShouldBe("/k8s/clusters/c-1/api/v1/namespaces/default/pods");
    }

    [Fact(Timeout = 20_000)]
    public async Task A_selector_arrives_as_it_was_written()
    {
        await using var api = await FakeApi.StartAsync(_ => Some.PodList());
        const string Selector = "app in (a, b),tier!=x&y=%20+ü";

        await _world.With(api).CallAsync("pods_in_phase", $$"""{"label_selector":"{{Selector}}"}""");

        api.Lines.Single().ShouldBe($"GET /api/v1/namespaces/default/pods?labelSelector={Selector}&limit=500");
    }

    private Task<ActivityOutcome> PatientlyAsync(Task<ActivityOutcome> call, Func<bool>? waits = null) =>
        Patience.UntilAsync(_clock, call, waits);

    private KubernetesClient Direct(FakeApi api)
    {
        var access = ExplicitAccess.Resolve(
            new KeyLookup(Some.Object($$"""{"KUBERNETES_HOST":"{{api.Address}}"}"""), new ProcessEnvironment(_world.Environment)),
            "default"
        );
        return new KubernetesClient(access, new SocketsHttpHandler(), _clock);
    }

    private static FakeAnswer Page(string next) =>
        new(200, $$"""{"kind":"PodList","metadata":{"continue":"{{next}}"},"items":[{{Some.Pod("a")}}]}""");
}
