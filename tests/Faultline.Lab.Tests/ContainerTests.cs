using System.Net.Sockets;
using Faultline.Abstractions.Data;
using Faultline.Lab.Objects;

namespace Faultline.Lab.Tests;

public sealed class ContainerTests
{
    private const string Pods = "/api/v1/namespaces/default/pods";

    private static CancellationToken Cancelled => LabFixture.Cancelled;

    [Fact(Timeout = 60_000)]
    public async Task Variables_come_from_values_objects_and_the_pod_itself()
    {
        await using var lab = await LabFixture.ShellAsync(Settings + Variables);

        var log = await lab.LogUntilAsync("variables", text => text.Contains("end\n", StringComparison.Ordinal));

        log.ShouldBe("blue s3cret vars default 500 64 blue-s3cret $(COLOUR) $(NOBODY) all=blue none\nend\n");
    }

    [Fact(Timeout = 60_000)]
    public async Task Volumes_are_files_at_the_paths_that_commands_arguments_and_variables_name()
    {
        await using var lab = await LabFixture.ShellAsync(Settings + Volumes);

        var log = await lab.LogUntilAsync("volumes", text => text.Contains("end\n", StringComparison.Ordinal));

        log.ShouldBe("x=1\nblue\ns3cret\nshared\nvolumes\nx=1\nend\n");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_config_map_that_changes_changes_the_files_of_running_pods()
    {
        await using var lab = await LabFixture.ShellAsync(
            Settings
                + Pod(
                    "watcher",
                    "while :; do cat /etc/app/app.ini; sleep 0.1; done",
                    "volumeMounts: [{ name: cfg, mountPath: /etc/app }]",
                    "volumes: [{ name: cfg, configMap: { name: cfg } }]"
                )
        );
        await lab.LogUntilAsync("watcher", text => text.Contains("x=1\n", StringComparison.Ordinal));

        await lab.PatchAsync("/api/v1/namespaces/default/configmaps/cfg", """{"data":{"app.ini":"x=2\n"}}""");

        await lab.LogUntilAsync("watcher", text => text.Contains("x=2\n", StringComparison.Ordinal));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_container_waits_for_what_its_variables_come_from()
    {
        await using var lab = await LabFixture.ShellAsync(
            Pod("waiter", "echo $A; exec sleep 1000", "env: [{ name: A, valueFrom: { configMapKeyRef: { name: late, key: a } } }]")
        );
        var waiting = await lab.UntilAsync(now => now.Pods[0].Waiting.Length > 0);

        await lab.SendAsync(
            HttpMethod.Post,
            "/api/v1/namespaces/default/configmaps",
            """{"metadata":{"name":"late"},"data":{"a":"here"}}"""
        );
        await lab.LogUntilAsync("waiter", text => text == "here\n");

        waiting.Pods[0].Waiting.ShouldBe("CreateContainerConfigError: configmap \"late\" not found");
    }

    [Fact(Timeout = 60_000)]
    public async Task Init_containers_run_one_after_the_other_before_the_others()
    {
        await using var lab = await LabFixture.ShellAsync(Prepared);

        (await lab.LogUntilAsync("prepared", text => text.Length > 0, "?container=main")).ShouldBe("one two\n");

        var pod = await lab.ObjectUntilAsync(Pods + "/prepared", now => now.TextAt("status", "phase") == "Running");
        pod.ItemsAt("status", "initContainerStatuses")
            .Select(one => one.TextAt("state", "terminated", "reason"))
            .ShouldBe(["Completed", "Completed"]);
        pod.ItemsAt("status", "containerStatuses").Select(one => one.TextAt("name")).ShouldBe(["main", "other"]);
        (await lab.SendAsync(HttpMethod.Get, Pods + "/prepared/log")).Body.ShouldContain(
            "a container name must be specified for pod prepared, choose one of: [main other]"
        );
    }

    [Fact(Timeout = 60_000)]
    public async Task A_failed_init_container_keeps_the_others_from_starting()
    {
        await using var lab = await LabFixture.ShellAsync(
            """
            apiVersion: v1
            kind: Pod
            metadata: { name: broken }
            spec:
              restartPolicy: Never
              initContainers: [{ name: init, image: sh, args: ["exit 3"] }]
              containers: [{ name: main, image: sh, args: ["exec sleep 1000"] }]
            """
        );

        await lab.UntilAsync(now => now.Pods[0].Phase == "Failed");

        var pod = await lab.GetAsync(Pods + "/broken");
        pod.ItemsAt("status", "initContainerStatuses")[0].NumberAt("state", "terminated", "exitCode").ShouldBe(3);
        pod.ItemsAt("status", "containerStatuses")[0].TextAt("state", "waiting", "reason").ShouldBe("PodInitializing");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_container_that_crashes_again_backs_off_and_its_end_is_kept()
    {
        await using var lab = await LabFixture.ShellAsync(Pod("crasher", "echo ouch; kill -9 $$$$"));

        var pod = await lab.ObjectUntilAsync(
            Pods + "/crasher",
            now => State(now, "state").TextAt("waiting", "reason") == "CrashLoopBackOff"
        );

        State(pod, "state")
            .TextAt("waiting", "message")!
            .ShouldStartWith("back-off 10s restarting failed container=main pod=crasher_default(");
        var last = State(pod, "lastState").At("terminated");
        (last.NumberAt("exitCode"), last.NumberAt("signal"), last.TextAt("reason")).ShouldBe((137, 9, "Error"));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_container_that_is_not_alive_is_started_again()
    {
        using var folder = new Faultline.TestKit.TemporaryFolder();
        await using var lab = await LabFixture.ShellAsync(
            Pod(
                "sick",
                $"touch {folder.Path}/$$$$; exec sleep 1000",
                $"livenessProbe: {{ periodSeconds: 1, failureThreshold: 1, exec: {{ command: [sh, -c, 'test $(ls {folder.Path} | wc -l) -ge 2'] }} }}",
                "terminationGracePeriodSeconds: 1"
            )
        );

        await lab.UntilAsync(now => now.Pods[0] is { RestartCount: 1, IsReady: true });

        var events = (await lab.GetAsync("/api/v1/namespaces/default/events"))
            .ItemsAt("items")
            .Select(one => one.TextAt("message"))
            .ToList();
        events.ShouldContain("Liveness probe failed: ");
        events.ShouldContain("Container main failed liveness probe, will be restarted");
    }

    [Fact(Timeout = 60_000)]
    public async Task Only_pods_that_say_they_are_ready_are_behind_a_service()
    {
        using var folder = new Faultline.TestKit.TemporaryFolder();
        var file = Path.Combine(folder.Path, "ready");
        await using var lab = await LabFixture.ShellAsync(
            Pod(
                "shy",
                "exec sleep 1000",
                $"readinessProbe: {{ periodSeconds: 1, failureThreshold: 1, exec: {{ command: [test, -e, {file}] }} }}"
            )
                + """

                ---
                apiVersion: v1
                kind: Service
                metadata: { name: shy }
                spec: { selector: { app: shy }, ports: [{ port: 80, targetPort: 8080 }] }
                """
        );
        await lab.UntilAsync(now => now.Pods[0].Phase == "Running");
        var before = await lab.ObjectUntilAsync("/api/v1/namespaces/default/endpoints/shy", now => now.ItemsAt("subsets").Count > 0);

        await File.WriteAllTextAsync(file, "", Cancelled);
        await lab.UntilAsync(now => now.Services[0].Endpoints == 1);
        File.Delete(file);
        await lab.UntilAsync(now => now.Services[0].Endpoints == 0);

        (before.ItemsAt("subsets")[0].ItemsAt("addresses").Count, before.ItemsAt("subsets")[0].ItemsAt("notReadyAddresses").Count).ShouldBe(
            (0, 1)
        );
    }

    [Fact(Timeout = 60_000)]
    public async Task Liveness_waits_for_the_startup_probe()
    {
        await using var lab = await LabFixture.ShellAsync(
            Pod(
                "slow",
                "exec sleep 1000",
                "startupProbe: { periodSeconds: 1, failureThreshold: 60, exec: { command: ['false'] } }",
                more: "terminationGracePeriodSeconds: 1"
            )
        );
        await lab.ObjectUntilAsync(
            "/api/v1/namespaces/default/events",
            now => now.ItemsAt("items").Any(one => one.TextAt("message") == "Startup probe failed: ")
        );

        var pod = await lab.GetAsync(Pods + "/slow");

        pod.ItemsAt("status", "containerStatuses")[0].IsTrueAt("started").ShouldBeFalse();
        lab.Any("slow").IsReady.ShouldBeFalse();
    }

    [Fact(Timeout = 60_000)]
    public async Task A_pod_says_goodbye_before_it_is_ended()
    {
        using var folder = new Faultline.TestKit.TemporaryFolder();
        var file = Path.Combine(folder.Path, "order");
        await using var lab = await LabFixture.ShellAsync(
            Pod(
                "polite",
                $"trap 'echo ended >> {file}; exit 0' TERM; while :; do sleep 0.05; done",
                $"lifecycle: {{ postStart: {{ exec: {{ command: [sh, -c, 'echo started >> {file}'] }} }}, preStop: {{ exec: {{ command: [sh, -c, 'echo stopping >> {file}'] }} }} }}"
            )
        );
        await lab.UntilAsync(now => now.Pods[0].IsReady);

        await lab.SendAsync(HttpMethod.Delete, Pods + "/polite");
        await lab.UntilAsync(now => now.Pods.Count == 0);

        (await File.ReadAllTextAsync(file, Cancelled)).ShouldBe("started\nstopping\nended\n");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_log_can_be_followed_until_the_container_ends()
    {
        using var folder = new Faultline.TestKit.TemporaryFolder();
        var file = Path.Combine(folder.Path, "go");
        await using var lab = await LabFixture.ShellAsync(
            Pod("talker", $"echo one; while [ ! -e {file} ]; do sleep 0.05; done; echo two", more: "restartPolicy: Never")
        );
        await lab.LogUntilAsync("talker", text => text == "one\n");
        using var response = await lab.Api.GetAsync(Pods + "/talker/log?follow=true", HttpCompletionOption.ResponseHeadersRead, Cancelled);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(Cancelled));

        var first = await lines.ReadLineAsync(Cancelled);
        await File.WriteAllTextAsync(file, "", Cancelled);
        var rest = await lines.ReadToEndAsync(Cancelled);

        (first, rest).ShouldBe(("one", "two\n"));
    }

    [Fact(Timeout = 60_000)]
    public async Task Who_is_cut_off_by_a_network_policy_is_not_reached_through_services()
    {
        await using var lab = await LabFixture.ShellAsync(
            Pod("web", "unused", "ports: [{ containerPort: 8080 }]")
                .Replace("image: sh, args: [\"unused\"]", "image: \"web:1\"", StringComparison.Ordinal)
                + """

                ---
                apiVersion: v1
                kind: Service
                metadata: { name: web }
                spec: { selector: { app: web }, ports: [{ port: 80, targetPort: 8080 }] }
                """
        );
        await lab.Lab.WaitUntilReadyAsync(Cancelled);
        var before = await CanConnectAsync(lab);

        await lab.SendAsync(
            HttpMethod.Post,
            "/apis/networking.k8s.io/v1/namespaces/default/networkpolicies",
            """{"metadata":{"name":"deny"},"spec":{"podSelector":{},"policyTypes":["Ingress"]}}"""
        );
        while (await CanConnectAsync(lab)) { }

        await lab.SendAsync(HttpMethod.Delete, "/apis/networking.k8s.io/v1/namespaces/default/networkpolicies/deny");
        while (!await CanConnectAsync(lab)) { }

        before.ShouldBeTrue();
    }

    private static async Task<bool> CanConnectAsync(LabFixture lab)
    {
        var url = lab.Lab.ServiceUrl("web");
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        patience.CancelAfter(TimeSpan.FromMilliseconds(200));
        try
        {
            await socket.ConnectAsync(url.Host, url.Port, patience.Token);
            return true;
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
            Cancelled.ThrowIfCancellationRequested();
            return false;
        }
    }

    private static DataNode? State(DataObject pod, string which) =>
        pod.ItemsAt("status", "containerStatuses") is [var first, ..] ? first.At(which) : null;

    private static string Pod(string name, string script, string container = "tty: false", string more = "enableServiceLinks: true") =>
        $$"""
            apiVersion: v1
            kind: Pod
            metadata: { name: {{name}}, labels: { app: {{name}} } }
            spec:
              {{more}}
              containers:
              - { name: main, image: sh, args: ["{{script}}"], {{container}} }
            """;

    private const string Settings = """
        apiVersion: v1
        kind: ConfigMap
        metadata: { name: cfg }
        data: { COLOUR: blue, app.ini: "x=1\n" }
        ---
        apiVersion: v1
        kind: Secret
        metadata: { name: sec }
        stringData: { key: s3cret }
        ---

        """;

    private const string Variables = """
        apiVersion: v1
        kind: Pod
        metadata: { name: variables, labels: { app: vars } }
        spec:
          containers:
          - name: main
            image: sh
            args: ["echo $COLOUR $KEY $APP $NS $CPU $MEMORY $BOTH '$$(COLOUR)' '$(NOBODY)' all=$X_COLOUR ${NONE:-none}; echo end; exec sleep 1000"]
            resources: { limits: { cpu: 500m, memory: 64Mi } }
            envFrom: [{ prefix: X_, configMapRef: { name: cfg } }]
            env:
            - { name: COLOUR, valueFrom: { configMapKeyRef: { name: cfg, key: COLOUR } } }
            - { name: KEY, valueFrom: { secretKeyRef: { name: sec, key: key } } }
            - { name: NONE, valueFrom: { secretKeyRef: { name: nobody, key: key, optional: true } } }
            - { name: APP, valueFrom: { fieldRef: { fieldPath: "metadata.labels['app']" } } }
            - { name: NS, valueFrom: { fieldRef: { fieldPath: metadata.namespace } } }
            - { name: CPU, valueFrom: { resourceFieldRef: { resource: limits.cpu, divisor: 1m } } }
            - { name: MEMORY, valueFrom: { resourceFieldRef: { resource: limits.memory, divisor: 1Mi } } }
            - { name: BOTH, value: $(COLOUR)-$(KEY) }
        """;

    private const string Volumes = """
        apiVersion: v1
        kind: Pod
        metadata: { name: volumes, labels: { app: volumes } }
        spec:
          initContainers:
          - { name: first, image: sh, args: ["echo shared > /srv/shared/file"], volumeMounts: [{ name: scratch, mountPath: /srv/shared }] }
          containers:
          - name: main
            image: sh
            args: ["cat /etc/app/app.ini /etc/app/colour; echo; cat /etc/secret/key; echo; cat $FILE; cat etc/pod/name; echo; cat etc/app/app.ini; echo end; exec sleep 1000"]
            env: [{ name: FILE, value: /srv/shared/file }]
            volumeMounts:
            - { name: all, mountPath: /etc/app }
            - { name: sec, mountPath: /etc/secret }
            - { name: scratch, mountPath: /srv/shared }
            - { name: pod, mountPath: /etc/pod }
          volumes:
          - { name: scratch, emptyDir: {} }
          - { name: sec, secret: { secretName: sec } }
          - { name: all, projected: { sources: [{ configMap: { name: cfg, items: [{ key: COLOUR, path: colour }, { key: app.ini, path: app.ini }] } }] } }
          - { name: pod, downwardAPI: { items: [{ path: name, fieldRef: { fieldPath: metadata.name } }] } }
        """;

    private const string Prepared = """
        apiVersion: v1
        kind: Pod
        metadata: { name: prepared }
        spec:
          volumes: [{ name: work, emptyDir: {} }]
          initContainers:
          - { name: one, image: sh, args: ["echo one > /work/file"], volumeMounts: [{ name: work, mountPath: /work }] }
          - { name: two, image: sh, args: ["echo $(cat /work/file) two > /work/file"], volumeMounts: [{ name: work, mountPath: /work }] }
          containers:
          - { name: main, image: sh, args: ["cat /work/file; exec sleep 1000"], volumeMounts: [{ name: work, mountPath: /work }] }
          - { name: other, image: sh, args: ["exec sleep 1000"] }
        """;
}
