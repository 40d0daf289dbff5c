using Faultline.Abstractions.Data;

namespace Faultline.EndToEnd.Tests.Clients;

/// <summary>Our own client: the functions of an experiment, run by the command that a user types, with the lab as its cluster.</summary>
[Collection(nameof(ShopLab))]
public sealed class LabFunctionTests(ShopLab lab)
{
    private const string Home = "functions";

    // What is done, and what the journal has to say it answered; null where any answer will do.
    private static readonly (string Function, string Arguments, string? Output)[] Steps =
    [
        ("pod.probes.count_pods", """{"label_selector": "app=sleepers", "ns": "functions"}""", "2"),
        ("pod.probes.all_pods_healthy", """{"ns": "functions"}""", "true"),
        ("deployment.actions.scale_deployment", """{"name": "sleepers", "replicas": 3, "ns": "functions"}""", null),
        ("deployment.probes.deployment_fully_available", """{"name": "sleepers", "ns": "functions", "timeout": 60}""", "true"),
        ("pod.probes.count_min_pods", """{"label_selector": "app=sleepers", "min_count": 3, "ns": "functions"}""", "true"),
        (
            "pod.actions.exec_in_pods",
            """{"cmd": "echo hi", "label_selector": "app=sleepers", "container_name": "main", "ns": "functions"}""",
            null
        ),
        ("pod.actions.terminate_pods", """{"label_selector": "app=sleepers", "grace_period": 0, "ns": "functions"}""", null),
        ("deployment.probes.deployment_fully_available", """{"name": "sleepers", "ns": "functions", "timeout": 60}""", "true"),
        ("pod.probes.pods_in_phase", """{"label_selector": "app=sleepers", "ns": "functions"}""", "true"),
        ("deployment.actions.rollout_deployment", """{"name": "sleepers", "ns": "functions"}""", null),
        ("deployment.probes.deployment_fully_available", """{"name": "sleepers", "ns": "functions", "timeout": 60}""", "true"),
        ("statefulset.actions.scale_statefulset", """{"name": "catalogue", "replicas": 3}""", null),
        ("statefulset.probes.statefulset_fully_available", """{"name": "catalogue", "timeout": 60}""", "true"),
        ("statefulset.actions.scale_statefulset", """{"name": "catalogue", "replicas": 2}""", null),
        ("daemonset.probes.daemon_set_fully_available", """{"name": "agent", "timeout": 60}""", "true"),
        ("service.probes.service_is_initialized", """{"name": "web"}""", "true"),
        ("node.probes.all_nodes_must_be_ready_to_schedule", "{}", "true"),
        ("node.actions.cordon_node", """{"name": "lab-node-3"}""", """["lab-node-3"]"""),
        (
            "node.actions.drain_nodes",
            """{"name": "lab-node-3", "delete_pods_with_local_storage": true, "timeout": 90}""",
            """["lab-node-3"]"""
        ),
        ("node.actions.uncordon_node", """{"name": "lab-node-3"}""", """["lab-node-3"]"""),
        ("networking.actions.deny_all_ingress", """{"ns": "functions"}""", null),
        ("networking.actions.remove_deny_all_ingress", """{"ns": "functions"}""", null),
        (
            "crd.actions.create_custom_object",
            """{"group": "chaos-mesh.org", "version": "v1alpha1", "plural": "podchaos", "ns": "functions", "resource": {"apiVersion": "chaos-mesh.org/v1alpha1", "kind": "PodChaos", "metadata": {"name": "one"}, "spec": {"action": "pod-kill"}}}""",
            null
        ),
        (
            "crd.actions.apply_from_json",
            """{"resource": "{\"apiVersion\": \"chaos-mesh.org/v1alpha1\", \"kind\": \"PodChaos\", \"metadata\": {\"name\": \"two\", \"namespace\": \"functions\"}, \"spec\": {\"action\": \"pod-kill\"}}"}""",
            null
        ),
        (
            "crd.actions.delete_custom_object",
            """{"group": "chaos-mesh.org", "version": "v1alpha1", "plural": "podchaos", "ns": "functions", "name": "one"}""",
            null
        ),
        ("event.probes.get_events", "{}", null),
        ("deployment.actions.delete_deployment", """{"name": "sleepers", "ns": "functions"}""", null),
    ];

    [Fact(Timeout = 240_000)]
    public async Task The_functions_do_in_the_lab_what_they_say_and_write_down_what_they_change()
    {
        await lab.DeployAsync(Home, 2);
        await lab.KubectlAsync("apply", "-f", lab.Write("podchaos.yaml", Definition));
        await lab.KubectlAsync("wait", "--for=condition=established", "crd/podchaos.chaos-mesh.org", "--timeout=30s");
        lab.Write("functions.json", Experiment());

        var ended = await lab.FaultlineAsync("run", "--journal-path", "functions.journal.json", "functions.json");

        ended.Code.ShouldBe(0, ended.All);
        var journal = (DataObject)JsonText.Parse(lab.Read("functions.journal.json"));
        var outputs = ((DataArray)journal["run"]!).Items.Cast<DataObject>().Select(run => run["output"]?.ToString()).ToList();
        Steps
            .Zip(outputs)
            .Where(step => step.First.Output is { } expected && JsonText.Parse(expected).ToString() != step.Second)
            .Select(step => $"{step.First.Function} answered {step.Second}")
            .ShouldBeEmpty();
        var changed = ((DataArray)((DataObject)journal["faultline"]!)["changes"]!).Items.Cast<DataObject>();
        changed
            .Select(change => change["activity"]!.ToString().Trim('"'))
            .Distinct()
            .ShouldBe(
                Steps.Select(step => step.Function).Where(function => function.Contains(".actions.", StringComparison.Ordinal)).Distinct()
            );
    }

    private const string Definition = """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: podchaos.chaos-mesh.org}
        spec:
          group: chaos-mesh.org
          scope: Namespaced
          names: {plural: podchaos, singular: podchaos, kind: PodChaos}
          versions:
          - name: v1alpha1
            served: true
            storage: true
            schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
        """;

    private static string Experiment() =>
        $$"""
            {"title": "Every family of functions", "description": "In the lab", "method": [
            {{string.Join(",\n", Steps.Select(Activity))}}
            ]}
            """;

    private static string Activity((string Function, string Arguments, string? Output) step)
    {
        var parts = step.Function.Split('.');
        var type = parts[1] == "probes" ? "probe" : "action";
        return $$"""
            {"type": "{{type}}", "name": "{{step.Function}}", "provider": {"type": "python", "module": "chaosk8s.{{parts[0]}}.{{parts[1]}}",
             "func": "{{parts[2]}}", "arguments": {{step.Arguments}} } }
            """;
    }
}
