using System.Collections.Immutable;
using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;

namespace Faultline.Providers.Kubernetes.Tests;

/// <summary>The table of functions against the names that experiments use, and against itself.</summary>
public sealed class CatalogueTests : IAsyncDisposable
{
    private static readonly ImmutableArray<string> Reference =
    [
        .. In("chaosk8s.actions", "kill_microservice", "remove_service_endpoint", "scale_microservice", "start_microservice"),
        .. In(
            "chaosk8s.chaosmesh.network.actions",
            "add_latency",
            "corrupt_packets",
            "delete_network_fault",
            "duplicate_packets",
            "reorder_packets",
            "set_bandwidth",
            "set_loss"
        ),
        .. In("chaosk8s.chaosmesh.network.probes", "get_network_fault", "get_network_faults"),
        .. In("chaosk8s.chaosmesh.stress.actions", "delete_stressor", "stress_cpu", "stress_memory"),
        .. In("chaosk8s.chaosmesh.stress.probes", "get_stressor", "get_stressors"),
        .. In(
            "chaosk8s.crd.actions",
            "apply_from_json",
            "apply_from_yaml",
            "create_cluster_custom_object",
            "create_custom_object",
            "delete_cluster_custom_object",
            "delete_custom_object",
            "patch_cluster_custom_object",
            "patch_custom_object",
            "replace_cluster_custom_object",
            "replace_custom_object"
        ),
        .. In(
            "chaosk8s.crd.probes",
            "get_cluster_custom_object",
            "get_custom_object",
            "list_cluster_custom_objects",
            "list_custom_objects"
        ),
        .. In("chaosk8s.daemonset.actions", "create_daemon_set", "delete_daemon_set", "update_daemon_set"),
        .. In(
            "chaosk8s.daemonset.probes",
            "daemon_set_available_and_healthy",
            "daemon_set_fully_available",
            "daemon_set_not_fully_available",
            "daemon_set_partially_available"
        ),
        .. In("chaosk8s.deployment.actions", "create_deployment", "delete_deployment", "rollout_deployment", "scale_deployment"),
        .. In(
            "chaosk8s.deployment.probes",
            "deployment_available_and_healthy",
            "deployment_fully_available",
            "deployment_not_fully_available",
            "deployment_partially_available"
        ),
        .. In("chaosk8s.event.probes", "get_events"),
        .. In("chaosk8s.namespace.actions", "create_namespace", "delete_namespace"),
        .. In("chaosk8s.namespace.probes", "namespace_exists"),
        .. In(
            "chaosk8s.networking.actions",
            "allow_dns_access",
            "create_ingress",
            "create_network_policy",
            "delete_ingress",
            "deny_all_egress",
            "deny_all_ingress",
            "remove_allow_dns_access",
            "remove_deny_all_egress",
            "remove_deny_all_ingress",
            "remove_network_policy",
            "update_ingress"
        ),
        .. In("chaosk8s.networking.probes", "ingress_exists"),
        .. In("chaosk8s.node.actions", "cordon_node", "create_node", "delete_nodes", "drain_nodes", "uncordon_node"),
        .. In(
            "chaosk8s.node.probes",
            "all_nodes_must_be_ready_to_schedule",
            "get_all_node_status_conditions",
            "get_nodes",
            "nodes_must_be_healthy",
            "verify_nodes_condition"
        ),
        .. In("chaosk8s.pod.actions", "delete_pods", "exec_in_pods", "terminate_pods"),
        .. In(
            "chaosk8s.pod.probes",
            "all_pods_healthy",
            "count_min_pods",
            "count_pods",
            "pod_is_not_available",
            "pods_in_conditions",
            "pods_in_phase",
            "pods_not_in_phase",
            "read_pod_logs",
            "should_be_found_in_logs"
        ),
        .. In(
            "chaosk8s.probes",
            "all_microservices_healthy",
            "deployment_is_fully_available",
            "deployment_is_not_fully_available",
            "microservice_available_and_healthy",
            "microservice_is_not_available",
            "read_microservices_logs",
            "secret_exists",
            "service_endpoint_is_initialized"
        ),
        .. In("chaosk8s.replicaset.actions", "delete_replica_set"),
        .. In("chaosk8s.secret.actions", "create_secret", "delete_secret"),
        .. In("chaosk8s.secret.probes", "secret_exists"),
        .. In("chaosk8s.service.actions", "create_service_endpoint", "delete_service"),
        .. In("chaosk8s.service.probes", "service_is_initialized"),
        .. In("chaosk8s.statefulset.actions", "create_statefulset", "remove_statefulset", "scale_statefulset"),
        .. In("chaosk8s.statefulset.probes", "statefulset_fully_available", "statefulset_not_fully_available"),
    ];

    private static readonly ImmutableArray<string> Own =
    [
        .. In(
            "k8s.chaosmesh.actions",
            "create_dns_fault",
            "create_fault",
            "create_io_fault",
            "create_jvm_fault",
            "create_pod_fault",
            "create_time_fault",
            "delete_fault",
            "pause",
            "resume"
        ),
        .. In("k8s.chaosmesh.http.actions", "abort", "delay", "delete_http_fault", "patch", "replace"),
        .. In("k8s.chaosmesh.http.probes", "get_http_fault", "get_http_faults"),
        .. In("k8s.chaosmesh.probes", "get_fault", "get_faults", "wait_for_injected", "wait_for_recovered"),
    ];

    private readonly World _world = new();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public void Every_function_of_the_catalogue_is_there_and_no_other() =>
        _world.Functions.All.Select(f => f.Signature.FullName).Order(StringComparer.Ordinal).ShouldBe([.. Reference, .. Own]);

    [Fact]
    public void Modules_of_actions_hold_actions_and_modules_of_probes_probes() =>
        _world
            .Functions.All.Where(f =>
                f.Signature.Module.EndsWith(".actions", StringComparison.Ordinal) != (f.Signature.Kind == ActivityKind.Action)
            )
            .Select(f => f.Signature.FullName)
            .ShouldBeEmpty();

    [Fact]
    public void Every_default_is_a_value_that_its_parameter_takes() =>
        _world
            .Functions.All.SelectMany(f => f.Signature.Parameters.Select(parameter => (f.Signature.Name, parameter)))
            .Where(pair =>
                pair.parameter is { Default: { } byDefault, Reading: { } reading } && reading.Problem("x", byDefault) is not null
            )
            .Select(pair => $"{pair.Name}: {pair.parameter.Name}")
            .ShouldBeEmpty();

    [Fact]
    public void Every_parameter_is_told_in_a_sentence_and_is_of_a_known_type() =>
        _world
            .Functions.All.SelectMany(f => f.Signature.Parameters.Select(parameter => (f.Signature.Name, parameter)))
            .Where(pair =>
                pair.parameter.Reading is null
                || !pair.parameter.Summary.EndsWith('.')
                || pair.parameter.Type is not ("string" or "integer" or "number" or "boolean" or "list" or "mapping" or "object")
            )
            .ShouldBeEmpty();

    [Fact(Timeout = 20_000)]
    public async Task A_call_without_what_it_needs_is_not_made()
    {
        foreach (var function in _world.Functions.All.Where(f => f.Signature.Parameters.Any(p => p.Default is null)))
        {
            var missing = function.Signature.Parameters.First(p => p.Default is null).Name;
            var outcome = await _world.CallAsync(function.Signature.FullName, "{}");
            outcome.Line().ShouldBe($"crashed: {function.Signature.FullName}: the argument '{missing}' is missing; give it");
        }
    }

    [Fact]
    public void A_null_where_a_value_is_needed_is_found_before_the_run()
    {
        foreach (var signature in _world.Functions.All.Select(f => f.Signature))
        {
            foreach (var name in signature.Parameters.Where(p => p.IsRequired && !p.AllowsNull).Select(p => p.Name))
            {
                _world
                    .Check(signature.FullName, DataObject.Of((name, DataNull.Instance)).ToString())
                    .ShouldContain(problem => problem.Message == $"the argument '{name}' is null, and must have a value");
            }
        }
    }

    private static IEnumerable<string> In(string module, params string[] names) => names.Select(name => $"{module}.{name}");
}
