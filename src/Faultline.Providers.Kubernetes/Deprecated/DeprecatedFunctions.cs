using System.Collections.Immutable;
using Faultline.Providers.Kubernetes.Functions;
using Faultline.Providers.Kubernetes.Objects;
using Faultline.Providers.Kubernetes.Pods;
using Faultline.Providers.Kubernetes.Workloads;

namespace Faultline.Providers.Kubernetes.Deprecated;

/// <summary>The functions under the names that they had when the extension was young; old experiments call them so.</summary>
internal static class DeprecatedFunctions
{
    private const string Actions = "chaosk8s.actions";
    private const string Probes = "chaosk8s.probes";

    private static readonly Parameter<string?> PodName = Parameter.OptionalText(
        "name",
        "Which pods: a regular expression that is found anywhere in their names."
    );

    public static ImmutableArray<FunctionEntry> All { get; } =
    [
        OldName.Of(
            Actions,
            "start_microservice",
            Find(DeploymentFunctions.All, "create_deployment"),
            [Creation.SpecPath, Common.Namespace]
        ),
        KillMicroservice.Entry,
        Same(Actions, "scale_microservice", Find(DeploymentFunctions.All, "scale_deployment")),
        Same(Actions, "remove_service_endpoint", Find(ServiceFunctions.All, "delete_service")),
        DeletePods(),
        OldName.Of(Probes, "all_microservices_healthy", AllPodsHealthy.Entry, [Common.Namespace]),
        Without(
            Probes,
            "microservice_available_and_healthy",
            Find(DeploymentFunctions.All, "deployment_available_and_healthy"),
            "raise_on_unavailable"
        ),
        Without(Probes, "microservice_is_not_available", PodIsNotAvailable.Entry, "raise_on_is_available"),
        Without(
            Probes,
            "service_endpoint_is_initialized",
            Find(ServiceFunctions.All, "service_is_initialized"),
            "raise_if_service_not_initialized"
        ),
        Without(
            Probes,
            "deployment_is_fully_available",
            Find(DeploymentFunctions.All, "deployment_fully_available"),
            "raise_on_not_fully_available"
        ),
        Without(
            Probes,
            "deployment_is_not_fully_available",
            Find(DeploymentFunctions.All, "deployment_not_fully_available"),
            "raise_on_fully_available"
        ),
        // These two were given a second name rather than moved, and nobody is warned of them.
        ReadPodLogs.Entry with
        {
            Module = Probes,
            Name = "read_microservices_logs",
        },
        SecretFunctions.Exists with
        {
            Module = Probes,
        },
    ];

    private static FunctionEntry Find(ImmutableArray<FunctionEntry> table, string name) => table.Single(entry => entry.Name == name);

    private static FunctionEntry Same(string module, string name, FunctionEntry target) =>
        OldName.Of(module, name, target, target.Parameters);

    // It always raised.
    private static FunctionEntry Without(string module, string name, FunctionEntry target, string parameter) =>
        OldName.Of(module, name, target, [.. target.Parameters.Where(one => one.Declaration.Name != parameter)]);

    private static FunctionEntry DeletePods() =>
        FunctionEntry.Action(
            "chaosk8s.pod.actions",
            "delete_pods",
            "The old name of chaosk8s.pod.actions.terminate_pods: deletes one of the pods that a name or labels choose.",
            [PodName, Common.Namespace, PodSelectionArguments.LabelSelector],
            (call, stop) =>
            {
                call.Warn(OldName.Warning("delete_pods", "terminate_pods"));
                var selection = new PodSelection
                {
                    LabelSelector = call.Get(PodSelectionArguments.LabelSelector),
                    NamePattern = call.Get(PodName),
                };
                return TerminatePods.DeleteAsync(call, selection, stop);
            },
            arguments =>
                [
                    OldName.Deprecated(arguments, "delete_pods", "terminate_pods"),
                    .. PodSelectionArguments.Check(arguments.Renamed("name", "name_pattern")),
                ]
        );
}
