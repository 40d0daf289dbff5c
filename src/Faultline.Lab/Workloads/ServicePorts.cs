using System.Collections.Immutable;
using System.Globalization;
using Faultline.Abstractions.Data;
using Faultline.Lab.Objects;

namespace Faultline.Lab.Workloads;

/// <summary>One port of a service.</summary>
/// <param name="Name">Its name, where it has one.</param>
/// <param name="Port">The port as written.</param>
/// <param name="Real">The port that is listened on.</param>
/// <param name="Target">The pods' port: a number, or the name of a container port.</param>
internal sealed record ServicePort(string? Name, int Port, int Real, string Target);

/// <summary>Reads and writes the ports of services.</summary>
internal static class ServicePorts
{
    /// <summary>The service's address.</summary>
    public static string AddressOf(DataObject service) => service.TextAt("spec", "clusterIP") ?? "";

    /// <summary>Whether a service has no address of its own, but only names its pods.</summary>
    public static bool IsHeadless(DataObject service) => AddressOf(service) is "None" or "";

    /// <summary>The service's ports.</summary>
    public static IReadOnlyList<ServicePort> Of(DataObject service)
    {
        var moved = Moved(service);
        return [.. service.ItemsAt("spec", "ports").Select(port => Read(port, moved))];
    }

    /// <summary>The service with its real ports written down, where they are others than those it asked for.</summary>
    public static DataObject WithReal(DataObject service, ImmutableDictionary<int, int> real)
    {
        var moved = real.Where(pair => pair.Key != pair.Value).OrderBy(pair => pair.Key).ToList();
        if (moved.Count == 0)
        {
            return service;
        }

        var text =
            real.Count == 1
                ? moved[0].Value.ToString(CultureInfo.InvariantCulture)
                : string.Join(',', moved.Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Key}={pair.Value}")));
        var ports = service
            .ItemsAt("spec", "ports")
            .Select(port =>
                real.TryGetValue((int)port.NumberAt("port")!.Value, out var number) && number != port.NumberAt("port")
                    ? ((DataObject)port).With("nodePort", number)
                    : port
            );
        return service.Put(text, "metadata", "annotations", LabAnnotations.RealPort).Put(DataArray.Of(ports), "spec", "ports");
    }

    /// <summary>The number of a target port in a pod; null where the pod has no port of that name.</summary>
    public static int? TargetIn(DataObject pod, string target) =>
        int.TryParse(target, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= 65535
            ? number
            : (int?)
                pod.ItemsAt("spec", "containers")
                    .SelectMany(container => container.ItemsAt("ports"))
                    .FirstOrDefault(port => port.TextAt("name") == target)
                    .NumberAt("containerPort");

    private static ServicePort Read(DataNode port, Dictionary<int, int> moved)
    {
        var number = (int)port.NumberAt("port")!.Value;
        var target = port.At("targetPort") switch
        {
            DataString name => name.Value,
            DataNumber other => other.Text,
            _ => number.ToString(CultureInfo.InvariantCulture),
        };
        return new ServicePort(port.TextAt("name"), number, moved.GetValueOrDefault(number, moved.GetValueOrDefault(0, number)), target);
    }

    // A single number, for a service with one port, stands under 0.
    private static Dictionary<int, int> Moved(DataObject service) =>
        (service.Annotation(LabAnnotations.RealPort) ?? "")
            .Split(',', StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => pair.Split('='))
            .ToDictionary(
                pair => pair.Length == 2 ? int.Parse(pair[0], CultureInfo.InvariantCulture) : 0,
                pair => int.Parse(pair[^1], CultureInfo.InvariantCulture)
            );
}
