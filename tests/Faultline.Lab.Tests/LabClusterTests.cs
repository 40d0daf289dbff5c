using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Faultline.Abstractions;
using Faultline.Lab.Greeting;
using Faultline.Linux.Processes;
using Faultline.TestKit;

namespace Faultline.Lab.Tests;

public sealed class LabClusterTests
{
    private const string Pods = "/api/v1/namespaces/default/pods";

    private static CancellationToken Cancelled => LabFixture.Cancelled;

    [Fact(Timeout = 60_000)]
    public async Task The_greeting_lab_greets()
    {
        await using var lab = await LabFixture.GreetingAsync(new GreetingOptions());
        await lab.Lab.WaitUntilReadyAsync(Cancelled);

        (await GreetAsync(lab, Cancelled)).ShouldBe((HttpStatusCode.OK, "Hello Arun"));
    }

    [Fact(Timeout = 60_000)]
    public async Task The_same_seed_gives_pods_the_same_names()
    {
        await using var one = await LabFixture.GreetingAsync(new GreetingOptions { Seed = 7 });
        await using var other = await LabFixture.GreetingAsync(new GreetingOptions { Seed = 7 });
        await one.Lab.WaitUntilReadyAsync(Cancelled);
        await other.Lab.WaitUntilReadyAsync(Cancelled);

        one.Lab.Status().Pods.Select(pod => pod.Name).ShouldBe(other.Lab.Status().Pods.Select(pod => pod.Name));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_deleted_pod_is_replaced_after_the_delay_and_callers_wait_meanwhile()
    {
        var delay = TimeSpan.FromSeconds(2);
        await using var lab = await LabFixture.GreetingAsync(new GreetingOptions { RestartDelay = delay });
        await lab.Lab.WaitUntilReadyAsync(Cancelled);
        var victim = lab.Pod("greeter-rs");
        var since = Stopwatch.StartNew();

        var (status, _) = await lab.SendAsync(HttpMethod.Delete, $"{Pods}/{victim.Name}");
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(700));
        await Should.ThrowAsync<OperationCanceledException>(() => GreetAsync(lab, patience.Token));
        await lab.UntilAsync(now => now.Pods.Any(pod => pod.Name.StartsWith("greeter-rs", StringComparison.Ordinal) && pod.IsReady));

        status.ShouldBe(200);
        since.Elapsed.ShouldBeGreaterThan(delay - TimeSpan.FromMilliseconds(50));
        lab.Pod("greeter-rs").Name.ShouldNotBe(victim.Name);
    }

    [Fact(Timeout = 60_000)]
    public async Task With_two_greeters_one_may_go()
    {
        await using var lab = await LabFixture.GreetingAsync(new GreetingOptions { GreeterReplicas = 2 });
        await lab.Lab.WaitUntilReadyAsync(Cancelled);
        var victim = lab.Lab.Status().Pods.First(pod => pod.Name.StartsWith("greeter-rs", StringComparison.Ordinal));

        await lab.SendAsync(HttpMethod.Delete, $"{Pods}/{victim.Name}");

        (await GreetInTimeAsync(lab)).ShouldBe((HttpStatusCode.OK, "Hello Arun"));
        (await GreetInTimeAsync(lab)).ShouldBe((HttpStatusCode.OK, "Hello Arun"));
    }

    // Without a limit of its own a request that hangs would say nothing; with it, it says what the webapp saw.
    private static async Task<(HttpStatusCode Status, string Body)> GreetInTimeAsync(LabFixture lab)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        patience.CancelAfter(TimeSpan.FromSeconds(20));
        try
        {
            return await GreetAsync(lab, patience.Token);
        }
        catch (OperationCanceledException) when (!Cancelled.IsCancellationRequested)
        {
            var log = await lab.SendAsync(HttpMethod.Get, $"{Pods}/{lab.Pod("webapp-rs").Name}/log");
            throw new TimeoutException(
                $"The webapp did not answer within 20 s. Its log:\n{log.Body}\n{string.Join('\n', lab.Lab.Status().Pods)}"
            );
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task With_timeout_and_circuit_breaker_the_page_survives_without_a_greeter()
    {
        var options = new GreetingOptions { UpstreamTimeout = TimeSpan.FromSeconds(1), HasCircuitBreaker = true };
        await using var lab = await LabFixture.GreetingAsync(options);
        await lab.Lab.WaitUntilReadyAsync(Cancelled);

        await lab.SendAsync(HttpMethod.Delete, $"{Pods}/{lab.Pod("greeter-rs").Name}");

        (await GreetAsync(lab, Cancelled)).ShouldBe((HttpStatusCode.OK, "Hello (fallback) Arun"));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_pod_on_its_way_out_is_still_running_until_its_grace_is_over()
    {
        await using var lab = await LabFixture.ShellAsync(Stubborn);
        while ((await lab.SendAsync(HttpMethod.Get, Pods + "/stubborn/log")).Body != "ready\n") { }

        await lab.SendAsync(HttpMethod.Delete, Pods + "/stubborn", """{"gracePeriodSeconds":1}""");

        var pod = lab.Any("stubborn");
        (pod.Phase, pod.IsTerminating).ShouldBe(("Running", true));
        await lab.UntilAsync(now => now.Pods.Count == 0);
        Processes.IsGone(pod.ProcessId!.Value).ShouldBeTrue();
    }

    [Fact(Timeout = 60_000)]
    public async Task Without_any_grace_a_pod_is_gone_at_once()
    {
        await using var lab = await LabFixture.ShellAsync(Stubborn);
        while ((await lab.SendAsync(HttpMethod.Get, Pods + "/stubborn/log")).Body != "ready\n") { }

        await lab.SendAsync(HttpMethod.Delete, Pods + "/stubborn?gracePeriodSeconds=0");

        lab.Lab.Status().Pods.ShouldBeEmpty();
    }

    [Fact(Timeout = 60_000)]
    public async Task A_process_that_ends_is_started_again_and_its_last_log_is_kept()
    {
        using var folder = new TemporaryFolder();
        var first = Path.Combine(folder.Path, "first");
        await using var lab = await LabFixture.ShellAsync(Forgetful.Replace("FOLDER", first, StringComparison.Ordinal));

        var status = await lab.UntilAsync(now => now.Pods is [{ RestartCount: 1, IsReady: true }]);
        while ((await lab.SendAsync(HttpMethod.Get, Pods + "/forgetful/log")).Body != "again\n") { }

        (await lab.SendAsync(HttpMethod.Get, Pods + "/forgetful/log?previous=true")).Body.ShouldBe("once\n");
        status.Pods[0].Phase.ShouldBe("Running");
    }

    [Theory(Timeout = 60_000)]
    [InlineData("Never", 3, "Failed")]
    [InlineData("Never", 0, "Succeeded")]
    [InlineData("OnFailure", 0, "Succeeded")]
    public async Task A_pod_that_is_not_to_be_restarted_ends(string policy, int exitCode, string phase)
    {
        await using var lab = await LabFixture.ShellAsync(
            $$"""
            apiVersion: v1
            kind: Pod
            metadata: { name: brief }
            spec:
              restartPolicy: {{policy}}
              containers: [{ name: main, image: sh, args: ["exit {{exitCode}}"] }]
            """
        );

        await lab.UntilAsync(now => now.Pods[0].Phase == phase);
    }

    [Fact(Timeout = 60_000)]
    public async Task Deleting_a_replica_set_deletes_its_pods()
    {
        await using var lab = await LabFixture.GreetingAsync(new GreetingOptions { GreeterReplicas = 3 });
        await lab.Lab.WaitUntilReadyAsync(Cancelled);

        await lab.SendAsync(HttpMethod.Delete, "/apis/apps/v1/namespaces/default/replicasets/greeter-rs");

        var left = await lab.UntilAsync(now => now.Pods.Count == 2);
        left.Pods.Select(pod => pod.Name[..^6]).ShouldBe(["name-rs", "webapp-rs"]);
    }

    [Fact(Timeout = 60_000)]
    public async Task Pods_are_told_the_addresses_of_services_but_the_manifest_stays()
    {
        await using var lab = await LabFixture.ShellAsync(Curious);
        var expected = $"{Host(lab)} {Host(lab)} 81 {Host(lab)} peer-service-x\n";

        while ((await lab.SendAsync(HttpMethod.Get, Pods + "/curious/log")).Body != expected) { }

        (await lab.GetAsync(Pods + "/curious")).ToString().ShouldContain("\"value\": \"peer.default.svc\"");
    }

    [Fact(Timeout = 60_000)]
    public async Task Ports_that_others_hold_are_replaced_and_everybody_is_told()
    {
        using var other = new TcpListener(IPAddress.Any, 0);
        other.Start();
        var taken = ((IPEndPoint)other.LocalEndpoint).Port;
        var file = GreetingLab.Create(new GreetingOptions(), new LabProgram { Path = LabFixture.TestHost, Arguments = ["greeting"] });
        var manifests = file.Manifests.Replace("8080", $"{taken}", StringComparison.Ordinal);
        await using var lab = await LabFixture.StartAsync(file with { Manifests = manifests });
        await lab.Lab.WaitUntilReadyAsync(Cancelled);

        (await GreetAsync(lab, Cancelled)).ShouldBe((HttpStatusCode.OK, "Hello Arun"));

        var service = await lab.GetAsync("/api/v1/namespaces/default/services/name-service");
        service.ToString().ShouldContain($"\"nodePort\": {lab.Lab.ServiceUrl("name-service").Port}");
        service.ToString().ShouldContain($"\"lab.faultline/real-port\": \"{lab.Lab.ServiceUrl("name-service").Port}\"");
    }

    [Fact(Timeout = 60_000)]
    public async Task The_end_of_a_lab_leaves_neither_processes_nor_files()
    {
        var lab = await LabFixture.GreetingAsync(new GreetingOptions());
        await lab.Lab.WaitUntilReadyAsync(Cancelled);
        var processes = lab.Lab.Status().Pods.Select(pod => pod.ProcessId!.Value).ToList();
        var folder = Path.GetDirectoryName(lab.Lab.KubeconfigPath)!;

        await lab.Lab.DisposeAsync();

        processes.ShouldAllBe(id => Processes.IsGone(id));
        Directory.Exists(folder).ShouldBeFalse();
        await lab.DisposeAsync();
    }

    [Fact(Timeout = 60_000)]
    public async Task Another_process_can_look_at_a_lab_and_ask_it_to_end()
    {
        await using var lab = await LabFixture.GreetingAsync(new GreetingOptions());
        await lab.Lab.WaitUntilReadyAsync(Cancelled);
        using var client = new LabClient(lab.State);

        var status = await client.StatusAsync(Cancelled);
        string log;
        while ((log = await client.LogAsync("default", lab.Pod("name-rs").Name, last: 1, Cancelled)).Length == 0) { }

        await client.StopAsync(Cancelled);
        await lab.Lab.Completion;

        status.IsReady.ShouldBeTrue();
        status.Services.Select(service => (service.Name, service.Endpoints)).ShouldContain(("webapp-service", 1));
        log.ShouldEndWith(" Running on http://0.0.0.0:8080\n");
        lab.State.IsRunning.ShouldBeTrue();
    }

    [Fact(Timeout = 60_000)]
    public async Task A_folder_holds_one_lab()
    {
        await using var lab = await LabFixture.ShellAsync("");
        var folder = Path.GetDirectoryName(lab.Lab.KubeconfigPath)!;
        var options = new LabOptions { Folder = folder, Environment = new ProcessEnvironment(new Dictionary<string, string>()) };
        var file = new LabFile
        {
            Name = "other",
            Manifests = "",
            Programs = new Dictionary<string, LabProgram>(),
        };
        await using var starter = new ProcessStarter(TimeProvider.System);

        var refusal = await Should.ThrowAsync<LabException>(() =>
            LabCluster.StartAsync(file, options, starter, TimeProvider.System, Cancelled)
        );

        refusal.Message.ShouldBe(
            $"The lab 'shell' already runs in '{folder}' (process {Environment.ProcessId}); end it with 'faultline lab down' or use another folder."
        );
    }

    [Fact(Timeout = 60_000)]
    public async Task The_kubeconfig_is_complete_and_for_its_owner_alone()
    {
        await using var lab = await LabFixture.ShellAsync("");
        var text = await File.ReadAllTextAsync(lab.Lab.KubeconfigPath, Cancelled);
        var token = await File.ReadAllTextAsync(lab.State.TokenPath, Cancelled);
        var authority = Convert.ToBase64String(await File.ReadAllBytesAsync(lab.State.AuthorityPath, Cancelled));

        File.GetUnixFileMode(lab.Lab.KubeconfigPath).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Snapshot.Match(
            text.Replace(token, "TOKEN", StringComparison.Ordinal)
                .Replace(authority, "AUTHORITY", StringComparison.Ordinal)
                .Replace(lab.Lab.ApiUrl.Authority, "127.0.0.1:PORT", StringComparison.Ordinal)
        );
    }

    private const string Stubborn = """
        apiVersion: v1
        kind: Pod
        metadata: { name: stubborn }
        spec: { containers: [{ name: main, image: sh, args: ["trap '' TERM; echo ready; while :; do sleep 0.1; done"] }] }
        """;

    private const string Forgetful = """
        apiVersion: v1
        kind: Pod
        metadata: { name: forgetful }
        spec:
          containers:
          - name: main
            image: sh
            args: ['if mkdir "$FIRST" 2>/dev/null; then echo once; else rmdir "$FIRST"; echo again; exec sleep 1000; fi']
            env: [{ name: FIRST, value: FOLDER }]
        """;

    private const string Curious = """
        apiVersion: v1
        kind: Service
        metadata: { name: peer }
        spec: { selector: { app: none }, ports: [{ port: 81 }] }
        ---
        apiVersion: v1
        kind: Pod
        metadata: { name: curious }
        spec:
          containers:
          - name: main
            image: sh
            args: ["echo $A $B $PEER_SERVICE_PORT $PEER_SERVICE_HOST $C; exec sleep 1000"]
            env:
            - { name: A, value: peer }
            - { name: B, value: peer.default.svc }
            - { name: C, value: peer-service-x }
        """;

    private static string Host(LabFixture lab) => lab.Lab.ServiceUrl("peer").Host;

    private static async Task<(HttpStatusCode Status, string Body)> GreetAsync(LabFixture lab, CancellationToken cancellationToken)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        using var response = await client.GetAsync(lab.Lab.ServiceUrl(GreetingLab.EntryService), cancellationToken);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(cancellationToken));
    }
}
