using Faultline.Lab.Objects;

namespace Faultline.Lab.Tests;

public sealed class NodeTests
{
    private const string Pods = "/api/v1/namespaces/default/pods";
    private const string Budget = "/apis/policy/v1/namespaces/default/poddisruptionbudgets/web";

    private static CancellationToken Cancelled => LabFixture.Cancelled;

    [Fact(Timeout = 60_000)]
    public async Task Pods_are_spread_over_the_nodes()
    {
        await using var lab = await LabFixture.ShellAsync(Web(6), nodes: 3);
        await lab.Lab.WaitUntilReadyAsync(Cancelled);

        lab.Lab.Status().Nodes.Select(node => (node.Name, node.Pods)).ShouldBe([("lab-node-1", 2), ("lab-node-2", 2), ("lab-node-3", 2)]);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_node_that_is_killed_takes_its_processes_along_and_its_pods_are_replaced_elsewhere()
    {
        await using var lab = await LabFixture.ShellAsync(Web(4), nodes: 2);
        await lab.Lab.WaitUntilReadyAsync(Cancelled);
        var lost = lab.Lab.Status().Pods.Where(pod => pod.Node == "lab-node-2").ToList();

        lab.Lab.KillNode("lab-node-2");

        lost.Count.ShouldBe(2);
        await UntilGoneAsync(lost);
        lab.Lab.Status().Nodes.Select(node => node.IsReady).ShouldBe([true, false]);
        var after = await lab.UntilAsync(now => now.Pods.Count(pod => pod.IsReady && pod.Node == "lab-node-1") == 4);
        after.Pods.Where(pod => pod.Node == "lab-node-2").ShouldAllBe(pod => pod.IsTerminating && !pod.IsReady);
        (await ConditionAsync(lab, "lab-node-2", "Ready")).ShouldBe(("Unknown", "NodeStatusUnknown"));
    }

    [Fact(Timeout = 60_000)]
    public async Task Also_what_left_its_group_dies_with_its_node()
    {
        await using var lab = await LabFixture.ShellAsync(
            """
            apiVersion: v1
            kind: Pod
            metadata: { name: runaway }
            spec: { containers: [{ name: main, image: sh, args: ["setsid sleep 1000 & echo $!; wait; exec sleep 1000"] }] }
            """
        );
        var id = int.Parse(await lab.LogUntilAsync("runaway", log => log.Length > 0), System.Globalization.CultureInfo.InvariantCulture);

        lab.Lab.KillNode("lab-node-1");

        while (!Processes.IsGone(id))
        {
            await lab.GetAsync("/version");
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task A_node_that_comes_back_starts_what_it_still_has_again()
    {
        await using var lab = await LabFixture.ShellAsync(Stayer);
        await lab.UntilAsync(now => now.Pods[0].IsReady);
        var before = lab.Any("stayer");

        lab.Lab.KillNode("lab-node-1");
        lab.Lab.StartNode("lab-node-1");
        var after = await lab.UntilAsync(now => now.Pods[0] is { IsReady: true, RestartCount: 1 });

        after.Nodes[0].IsReady.ShouldBeTrue();
        after.Pods[0].ProcessId.ShouldNotBe(before.ProcessId);
        var status = (await lab.GetAsync(Pods + "/stayer")).ItemsAt("status", "containerStatuses")[0];
        (status.NumberAt("lastState", "terminated", "exitCode"), status.TextAt("lastState", "terminated", "reason")).ShouldBe(
            (255, "Unknown")
        );
    }

    [Fact(Timeout = 60_000)]
    public async Task Another_process_can_take_a_node_away_and_bring_it_back()
    {
        await using var lab = await LabFixture.ShellAsync("", nodes: 2);
        using var client = new LabClient(lab.State);

        await client.KillNodeAsync("lab-node-2", Cancelled);
        var down = await client.StatusAsync(Cancelled);
        await client.StartNodeAsync("lab-node-2", Cancelled);
        var up = await client.StatusAsync(Cancelled);
        var refusal = await Should.ThrowAsync<LabException>(() => client.StartNodeAsync("lab-node-2", Cancelled));

        (down.Nodes[1].IsReady, up.Nodes[1].IsReady).ShouldBe((false, true));
        refusal.Message.ShouldEndWith("refused: The node 'lab-node-2' runs; there is nothing to start.");
    }

    [Fact(Timeout = 60_000)]
    public async Task Nodes_that_are_not_there_or_down_already_are_told()
    {
        await using var lab = await LabFixture.ShellAsync("", nodes: 2);
        lab.Lab.KillNode("lab-node-2");

        Should
            .Throw<LabException>(() => lab.Lab.KillNode("lab-node-2"))
            .Message.ShouldBe("The node 'lab-node-2' is down already; 'faultline lab node start lab-node-2' brings it back.");
        Should
            .Throw<LabException>(() => lab.Lab.StartNode("lab-node-1"))
            .Message.ShouldBe("The node 'lab-node-1' runs; there is nothing to start.");
        Should.Throw<LabException>(() => lab.Lab.KillNode("x")).Message.ShouldBe("The lab has no node 'x'; it has lab-node-1, lab-node-2.");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_node_that_is_deleted_takes_its_pods_along()
    {
        await using var lab = await LabFixture.ShellAsync(Web(4), nodes: 2);
        await lab.Lab.WaitUntilReadyAsync(Cancelled);
        var lost = lab.Lab.Status().Pods.Where(pod => pod.Node == "lab-node-1").ToList();

        await lab.SendAsync(HttpMethod.Delete, "/api/v1/nodes/lab-node-1");

        await UntilGoneAsync(lost);
        var after = await lab.UntilAsync(now => now.Pods.Count(pod => pod.IsReady && pod.Node == "lab-node-2") == 4);
        after.Pods.Count.ShouldBe(4);
    }

    [Fact(Timeout = 60_000)]
    public async Task Evictions_stop_where_the_budget_is_spent()
    {
        await using var lab = await LabFixture.ShellAsync(Web(3) + WebBudget, nodes: 2);
        await lab.Lab.WaitUntilReadyAsync(Cancelled);
        await lab.ObjectUntilAsync(Budget, now => now.NumberAt("status", "disruptionsAllowed") == 1);
        var names = lab.Lab.Status().Pods.Select(pod => pod.Name).ToList();
        foreach (var node in (string[])["lab-node-1", "lab-node-2"])
        {
            await lab.PatchAsync($"/api/v1/nodes/{node}", """{"spec":{"unschedulable":true}}""");
        }

        var first = await EvictAsync(lab, names[0]);
        var second = await EvictAsync(lab, names[1]);
        await lab.PatchAsync("/api/v1/nodes/lab-node-2", """{"spec":{"unschedulable":null}}""");
        await lab.ObjectUntilAsync(Budget, now => now.NumberAt("status", "disruptionsAllowed") == 1);
        var third = await EvictAsync(lab, names[1]);

        (first, second, third).ShouldBe((201, 429, 201));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_pod_that_fits_nowhere_waits_and_says_why()
    {
        await using var lab = await LabFixture.ShellAsync(Choosy, nodes: 2);

        var waiting = await lab.UntilAsync(now => now.Pods is [{ Waiting.Length: > 0 }]);
        await lab.PatchAsync("/api/v1/nodes/lab-node-2", """{"metadata":{"labels":{"zone":"b"}}}""");
        var placed = await lab.UntilAsync(now => now.Pods[0].IsReady);

        waiting.Pods[0].Waiting.ShouldBe("Unschedulable: 0/2 nodes are available: 2 node(s) didn't match Pod's node affinity/selector.");
        placed.Pods[0].Node.ShouldBe("lab-node-2");
    }

    [Fact(Timeout = 60_000)]
    public async Task Taints_keep_pods_away_and_drive_them_out_unless_they_are_tolerated()
    {
        await using var lab = await LabFixture.ShellAsync(
            Stayer
                + "\n---\n"
                + Choosy
                    .Replace("choosy", "other", StringComparison.Ordinal)
                    .Replace("zone: b", "kubernetes.io/os: linux", StringComparison.Ordinal)
        );
        await lab.UntilAsync(now => now.Pods.Count == 2 && now.Pods.All(pod => pod.IsReady));

        await lab.PatchAsync("/api/v1/nodes/lab-node-1", """{"spec":{"taints":[{"key":"broken","value":"yes","effect":"NoExecute"}]}}""");
        var left = await lab.UntilAsync(now => now.Pods.Count == 1);

        left.Pods[0].Name.ShouldBe("stayer");
    }

    private static async Task<int> EvictAsync(LabFixture lab, string pod) =>
        (
            await lab.SendAsync(
                HttpMethod.Post,
                $"{Pods}/{pod}/eviction",
                $$$"""{"apiVersion":"policy/v1","kind":"Eviction","metadata":{"name":"{{{pod}}}"},"deleteOptions":{"gracePeriodSeconds":0}}"""
            )
        ).Status;

    private static async Task UntilGoneAsync(List<LabPodStatus> pods)
    {
        while (!pods.All(pod => Processes.IsGone(pod.ProcessId!.Value)))
        {
            Cancelled.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private static async Task<(string? Status, string? Reason)> ConditionAsync(LabFixture lab, string node, string type)
    {
        var condition = (await lab.GetAsync("/api/v1/nodes/" + node))
            .ItemsAt("status", "conditions")
            .Single(one => one.TextAt("type") == type);
        return (condition.TextAt("status"), condition.TextAt("reason"));
    }

    private static string Web(int replicas) =>
        $$"""
            apiVersion: apps/v1
            kind: Deployment
            metadata: { name: web }
            spec:
              replicas: {{replicas}}
              selector: { matchLabels: { app: web } }
              template:
                metadata: { labels: { app: web } }
                spec: { containers: [{ name: main, image: sh, args: ["exec sleep 1000"] }] }

            """;

    private const string WebBudget = """
        ---
        apiVersion: policy/v1
        kind: PodDisruptionBudget
        metadata: { name: web }
        spec: { minAvailable: 2, selector: { matchLabels: { app: web } } }
        """;

    private const string Stayer = """
        apiVersion: v1
        kind: Pod
        metadata: { name: stayer }
        spec:
          tolerations: [{ operator: Exists }]
          containers: [{ name: main, image: sh, args: ["exec sleep 1000"] }]
        """;

    private const string Choosy = """
        apiVersion: v1
        kind: Pod
        metadata: { name: choosy }
        spec:
          nodeSelector: { zone: b }
          containers: [{ name: main, image: sh, args: ["exec sleep 1000"] }]
        """;
}
