using System.Collections.Immutable;
using Faultline.Abstractions.Data;
using Faultline.Lab.Networking;
using Faultline.Lab.Objects;

namespace Faultline.Lab.Workloads;

/// <summary>What a service may ask for, and what it gets.</summary>
internal static class ServiceRules
{
    /// <summary>The names of the modes, in the order of the modes.</summary>
    private static readonly ImmutableArray<string> Modes = ["refuse", "blackhole", "hang"];

    /// <summary>The mode that the service's annotation names; admission has seen to it that there is one.</summary>
    public static NoEndpointMode ModeOf(DataObject service) =>
        ModeNamed(service.Annotation(LabAnnotations.NoEndpoint)) ?? NoEndpointMode.Refuse;

    /// <summary>The mode of this name; null where there is none.</summary>
    public static NoEndpointMode? ModeNamed(string? name) =>
        name is not null && Modes.IndexOf(name) is var at and >= 0 ? (NoEndpointMode)at : null;

    /// <summary>The name of a mode.</summary>
    public static string NameOf(NoEndpointMode mode) => Modes[(int)mode];

    /// <summary>The service with an address, and with ports that can be listened on.</summary>
    /// <exception cref="KubernetesException">It asks for what the lab does not have.</exception>
    public static DataObject Admit(DataObject service, LoopbackNetwork network, NoEndpointMode mode)
    {
        if (Problem(service) is { } problem)
        {
            throw KubernetesException.Invalid(ResourceKinds.Service, service.Name(), problem);
        }

        var status = DataObject.Of(("loadBalancer", DataObject.Empty));
        if (service.TextAt("spec", "type") == "ExternalName" || service.TextAt("spec", "clusterIP") == "None")
        {
            return (
                service.TextAt("spec", "type") == "ExternalName" ? service : service.Put(Tree.List(["None"]), "spec", "clusterIPs")
            ).With("status", status);
        }

        var address = network.ForService();
        var numbers = service.ItemsAt("spec", "ports").Select(port => (int)port.NumberAt("port")!.Value);
        var admitted = service
            .PutDefault(NameOf(mode), "metadata", "annotations", LabAnnotations.NoEndpoint)
            .PutDefault("ClusterIP", "spec", "type")
            .PutDefault("None", "spec", "sessionAffinity")
            .Put(DataArray.Of(service.ItemsAt("spec", "ports").Select(WithDefaults)), "spec", "ports")
            .Put(address.ToString(), "spec", "clusterIP")
            .Put(Tree.List([address.ToString()]), "spec", "clusterIPs");
        admitted = ServicePorts.WithReal(admitted, numbers.ToImmutableDictionary(port => port, port => PortChoice.Take(address, port)));
        return admitted.With(
            "status",
            admitted.TextAt("spec", "type") == "LoadBalancer"
                ? status.Put(DataArray.Of([DataObject.Of(("ip", address.ToString()))]), "loadBalancer", "ingress")
                : status
        );
    }

    private static DataNode WithDefaults(DataNode port) =>
        ((DataObject)port).PutDefault("TCP", "protocol").PutDefault(port.NumberAt("port")!.Value, "targetPort");

    private static string? Problem(DataObject service)
    {
        var ports = service.ItemsAt("spec", "ports");
        var numbers = ports.Select(port => port.NumberAt("port") ?? 0).ToList();
        var hasNoPorts = service.TextAt("spec", "type") == "ExternalName" || service.TextAt("spec", "clusterIP") == "None";
        return service.TextAt("spec", "type") is { } type && type is not ("ClusterIP" or "LoadBalancer" or "NodePort" or "ExternalName")
                ? $"spec.type: Unsupported value: \"{type}\": supported values: \"ClusterIP\", \"ExternalName\", \"LoadBalancer\", \"NodePort\""
            : ports.Count == 0
                ? hasNoPorts ? null
                    : "spec.ports: Required value"
            : numbers.Any(number => number is < 1 or > 65535) ? "spec.ports: Invalid value: a port must be between 1 and 65535"
            : ports.Any(port => port.At("targetPort") is DataNumber && port.NumberAt("targetPort") is not (>= 1 and <= 65535))
                ? "spec.ports: Invalid value: a targetPort must be between 1 and 65535"
            : numbers.Distinct().Count() < numbers.Count ? "spec.ports: Duplicate value: each port can be there once"
            : ports.Any(port => (port.TextAt("protocol") ?? "TCP") != "TCP")
                ? "spec.ports: Unsupported value: the lab forwards \"TCP\" alone"
            : service.Annotation(LabAnnotations.NoEndpoint) is { } mode && ModeNamed(mode) is null
                ? $"metadata.annotations[{LabAnnotations.NoEndpoint}]: Unsupported value: \"{mode}\": supported values: \"refuse\", \"blackhole\", \"hang\""
            : null;
    }
}
