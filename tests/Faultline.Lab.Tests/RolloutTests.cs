using System.Net;
using Faultline.Lab.Objects;

namespace Faultline.Lab.Tests;

public sealed class RolloutTests
{
    private const string Deployment = "/apis/apps/v1/namespaces/default/deployments/web";
    private const string ReplicaSets = "/apis/apps/v1/namespaces/default/replicasets";
    private const string StatefulSet = "/apis/apps/v1/namespaces/default/statefulsets/db";

    private static CancellationToken Cancelled => LabFixture.Cancelled;

    [Fact(Timeout = 90_000)]
    public async Task A_rolling_update_never_leaves_callers_alone()
    {
        await using var lab = await LabFixture.ShellAsync(
            Web("web:1")
                + """
                ---
                apiVersion: v1
                kind: Service
                metadata: { name: web }
                spec: { selector: { app: web }, ports: [{ port: 80, targetPort: http }] }
                """
        );
        await lab.Lab.WaitUntilReadyAsync(Cancelled);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        var calling = CallAsync(lab.Lab.ServiceUrl("web"), stop.Token);

        await lab.PatchAsync(Deployment, Image("web:2"));
        await lab.Lab.WaitUntilReadyAsync(Cancelled);
        await lab.UntilAsync(now => now.Workloads[0].IsDone && now.Pods.Count == 3);
        await stop.CancelAsync();

        var answers = await calling;
        answers.Distinct().ShouldBe([(HttpStatusCode.OK, "Arun"), (HttpStatusCode.OK, "Hello")], ignoreOrder: true);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_template_that_comes_back_is_the_newest_revision_by_its_old_replica_set()
    {
        await using var lab = await LabFixture.ShellAsync(Sleepers("sh"));
        await DoneAsync(lab);
        var first = (await lab.NamesAsync(ReplicaSets)).Single();

        await lab.PatchAsync(Deployment, Image("sh:2", "exec sleep 1000"));
        await DoneAsync(lab);
        await lab.PatchAsync(Deployment, Image("sh", "exec sleep 1000"));
        await DoneAsync(lab);

        var sets = (await lab.GetAsync(ReplicaSets)).ItemsAt("items");
        sets.Select(set =>
                (
                    set.TextAt("metadata", "name") == first,
                    set.TextAt("metadata", "annotations", "deployment.kubernetes.io/revision"),
                    set.NumberAt("spec", "replicas")
                )
            )
            .ShouldBe([(true, "3", 2), (false, "2", 0)], ignoreOrder: true);
        (await lab.GetAsync(Deployment)).TextAt("metadata", "annotations", "deployment.kubernetes.io/revision").ShouldBe("3");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_rollout_that_gets_nowhere_says_so_and_leaves_what_must_stay()
    {
        await using var lab = await LabFixture.ShellAsync(Sleepers("sh"));
        await DoneAsync(lab);

        await lab.PatchAsync(
            Deployment,
            """{"spec":{"progressDeadlineSeconds":1,"template":{"spec":{"containers":[{"name":"main","image":"gone"}]}}}}"""
        );
        var stuck = await lab.ObjectUntilAsync(Deployment, now => Reason(now, "Progressing") == "ProgressDeadlineExceeded");

        stuck.NumberAt("status", "availableReplicas").ShouldBe(2);
        Reason(stuck, "Available").ShouldBe("MinimumReplicasAvailable");
        lab.Lab.Status()
            .Pods.Single(pod => pod.Phase == "Pending")
            .Waiting.ShouldBeOneOf(
                "ErrImagePull: the lab has no program for the image 'gone'; name one under 'programs'",
                "ImagePullBackOff: the lab has no program for the image 'gone'; name one under 'programs'"
            );
    }

    [Fact(Timeout = 60_000)]
    public async Task Recreate_ends_the_last_old_pod_before_the_first_new_one_comes()
    {
        await using var lab = await LabFixture.ShellAsync(Sleepers("sh", "strategy: { type: Recreate }"));
        await DoneAsync(lab);
        var images = new List<HashSet<string>>();

        await lab.PatchAsync(Deployment, Image("sh:2", "exec sleep 1000"));
        await lab.UntilAsync(now =>
        {
            // One whose process has ended may be seen a moment longer.
            images.Add([.. now.Pods.Where(pod => pod.ProcessId is not null).Select(pod => pod.Name[..^6])]);
            return now.Workloads[0].IsDone;
        });

        images.ShouldAllBe(names => names.Count <= 1);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_stateful_set_starts_and_ends_its_pods_one_after_the_other()
    {
        await using var lab = await LabFixture.ShellAsync(Database);
        await lab.Lab.WaitUntilReadyAsync(Cancelled);
        var started = lab.Lab.Status().Pods.Select(pod => (pod.Name, pod.Address)).ToList();

        await lab.PatchAsync(StatefulSet, """{"spec":{"replicas":1}}""");
        await lab.UntilAsync(now => now.Pods.Count == 1);

        started.Select(pod => pod.Name).ShouldBe(["db-0", "db-1", "db-2"]);
        (await EventsAsync(lab, "StatefulSet")).ShouldBe([
            "create Pod db-0 in StatefulSet db successful",
            "create Pod db-1 in StatefulSet db successful",
            "create Pod db-2 in StatefulSet db successful",
            "delete Pod db-2 in StatefulSet db successful",
            "delete Pod db-1 in StatefulSet db successful",
        ]);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_pod_of_a_stateful_set_comes_back_with_its_name_its_address_and_its_files()
    {
        await using var lab = await LabFixture.ShellAsync(Database);
        await lab.Lab.WaitUntilReadyAsync(Cancelled);
        var before = lab.Any("db-1");
        await lab.LogUntilAsync("db-1", log => log == "once\n");

        await lab.SendAsync(HttpMethod.Delete, "/api/v1/namespaces/default/pods/db-1?gracePeriodSeconds=0");
        await lab.LogUntilAsync("db-1", log => log == "once\nonce\n");

        (lab.Any("db-1").Address, lab.Any("db-1").ProcessId == before.ProcessId).ShouldBe((before.Address, false));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_partition_keeps_the_first_pods_as_they_were()
    {
        await using var lab = await LabFixture.ShellAsync(Database);
        await lab.Lab.WaitUntilReadyAsync(Cancelled);

        await lab.PatchAsync(
            StatefulSet,
            """{"spec":{"updateStrategy":{"rollingUpdate":{"partition":2}},"template":{"metadata":{"labels":{"version":"2"}}}}}"""
        );
        var set = await lab.ObjectUntilAsync(
            StatefulSet,
            now => now.NumberAt("status", "updatedReplicas") == 1 && now.NumberAt("status", "readyReplicas") == 3
        );

        set.NumberAt("status", "currentReplicas").ShouldBe(2);
        (await lab.NamesAsync("/api/v1/namespaces/default/pods?labelSelector=version%3D2")).ShouldBe(["db-2"]);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_daemon_set_has_a_pod_on_every_node_that_it_selects()
    {
        await using var lab = await LabFixture.ShellAsync(Agent, nodes: 3);
        await lab.Lab.WaitUntilReadyAsync(Cancelled);
        lab.Lab.Status().Pods.ShouldBeEmpty();

        await lab.PatchAsync("/api/v1/nodes/lab-node-1", """{"metadata":{"labels":{"disk":"ssd"}}}""");
        await lab.PatchAsync("/api/v1/nodes/lab-node-3", """{"metadata":{"labels":{"disk":"ssd"}}}""");
        var two = await lab.UntilAsync(now => now.Pods.Count(pod => pod.IsReady) == 2);
        await lab.PatchAsync("/api/v1/nodes/lab-node-1", """{"metadata":{"labels":{"disk":null}}}""");
        var one = await lab.UntilAsync(now => now.Pods.Count == 1);

        two.Pods.Select(pod => pod.Node).ShouldBe(["lab-node-1", "lab-node-3"], ignoreOrder: true);
        one.Pods[0].Node.ShouldBe("lab-node-3");
    }

    private static Task<LabStatus> DoneAsync(LabFixture lab) =>
        lab.UntilAsync(now => now.Workloads[0].IsDone && now.Pods.Count == 2 && now.Pods.All(pod => pod.IsReady));

    private static string? Reason(Abstractions.Data.DataObject node, string condition) =>
        node.ItemsAt("status", "conditions").FirstOrDefault(one => one.TextAt("type") == condition).TextAt("reason");

    private static async Task<string[]> EventsAsync(LabFixture lab, string kind) =>
        [
            .. (await lab.GetAsync("/api/v1/namespaces/default/events"))
                .ItemsAt("items")
                .Where(one => one.TextAt("involvedObject", "kind") == kind)
                .OrderBy(one => long.Parse(one.TextAt("metadata", "resourceVersion")!, System.Globalization.CultureInfo.InvariantCulture))
                .Select(one => one.TextAt("message")!),
        ];

    private static async Task<List<(HttpStatusCode, string)>> CallAsync(Uri url, CancellationToken stop)
    {
        var answers = new List<(HttpStatusCode, string)>();
        try
        {
            while (true)
            {
                using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
                using var response = await client.GetAsync(url, stop);
                answers.Add((response.StatusCode, await response.Content.ReadAsStringAsync(stop)));
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return answers;
        }
        catch (HttpRequestException e)
        {
            answers.Add((0, e.Message));
            return answers;
        }
    }

    private static string Image(string image, string? args = null)
    {
        var rest = args is null
            ? """
                "ports":[{"name":"http","containerPort":8080}],"lifecycle":{"preStop":{"sleep":{"seconds":1}}}
                """
            : $"\"args\":[\"{args}\"]";
        var container = $"{{\"name\":\"main\",\"image\":\"{image}\",{rest}}}";
        return """{"spec":{"template":{"spec":{"containers":[CONTAINER]}}}}""".Replace("CONTAINER", container, StringComparison.Ordinal);
    }

    private static string Web(string image) =>
        $$"""
            apiVersion: apps/v1
            kind: Deployment
            metadata: { name: web }
            spec:
              replicas: 3
              strategy: { rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } }
              selector: { matchLabels: { app: web } }
              template:
                metadata: { labels: { app: web } }
                spec:
                  containers:
                  - name: main
                    image: {{image}}
                    ports: [{ name: http, containerPort: 8080 }]
                    lifecycle: { preStop: { sleep: { seconds: 1 } } }

            """;

    private static string Sleepers(string image, string more = "replicas: 2") =>
        $$"""
            apiVersion: apps/v1
            kind: Deployment
            metadata: { name: web }
            spec:
              {{more}}
              {{(more.StartsWith("replicas", StringComparison.Ordinal) ? "" : "replicas: 2")}}
              selector: { matchLabels: { app: web } }
              template:
                metadata: { labels: { app: web } }
                spec: { containers: [{ name: main, image: {{image}}, args: ["exec sleep 1000"] }] }
            """;

    private const string Database = """
        apiVersion: apps/v1
        kind: StatefulSet
        metadata: { name: db }
        spec:
          serviceName: db
          replicas: 3
          selector: { matchLabels: { app: db } }
          template:
            metadata: { labels: { app: db } }
            spec:
              containers:
              - name: main
                image: sh
                args: ["echo once >> /data/log; cat /data/log; exec sleep 1000"]
                volumeMounts: [{ name: data, mountPath: /data }]
          volumeClaimTemplates:
          - metadata: { name: data }
            spec: { accessModes: [ReadWriteOnce], resources: { requests: { storage: 1Gi } } }
        """;

    private const string Agent = """
        apiVersion: apps/v1
        kind: DaemonSet
        metadata: { name: agent }
        spec:
          selector: { matchLabels: { app: agent } }
          template:
            metadata: { labels: { app: agent } }
            spec:
              nodeSelector: { disk: ssd }
              containers: [{ name: main, image: sh, args: ["exec sleep 1000"] }]
        """;
}
