using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using Faultline.Abstractions.Data;
using Faultline.Lab.Networking;
using Faultline.Lab.Objects;
using Faultline.Lab.Workloads.Running;

namespace Faultline.Lab.Workloads;

/// <summary>
/// Where the ports of pods really are. A pod's address is its own, but a program that listens on the port of all addresses is in
/// the way of everybody; a container's port is another one then, and the pod's annotation says which.
/// </summary>
internal static class PodPorts
{
    /// <summary>Where a pod's port is listened on; null while the pod has no address.</summary>
    /// <param name="pod">The pod.</param>
    /// <param name="port">The port as its manifest, or a person, has it.</param>
    public static IPEndPoint? Endpoint(DataObject pod, int port) =>
        pod.TextAt("status", "podIP") is { Length: > 0 } address ? new IPEndPoint(IPAddress.Parse(address), Real(pod, port)) : null;

    /// <summary>The port that stands for this one.</summary>
    public static int Real(DataObject pod, int port) => Moved(pod).GetValueOrDefault(port, port);

    /// <summary>The first port of a container; null where it has none.</summary>
    public static int? FirstOf(DataNode container) => Of(container) is [var first, ..] ? first : null;

    /// <summary>The pod with its container's ports chosen: what could not be had is moved.</summary>
    public static DataObject Choose(PodScene scene, DataNode container)
    {
        var pod = scene.Pod();
        var address = IPAddress.Parse(pod.TextAt("status", "podIP")!);
        var known = Moved(pod);
        var moved = Of(container)
            .Where(port => !known.ContainsKey(port))
            .Select(port => KeyValuePair.Create(port, PortChoice.Take(address, port)))
            .Where(pair => pair.Key != pair.Value)
            .ToList();
        if (moved.Count == 0)
        {
            return pod;
        }

        return scene.Context.Store.Update(
                scene.Key,
                scene.Uid,
                current => current.Put(Write(Moved(current).SetItems(moved)), "metadata", "annotations", LabAnnotations.RealPort)
            ) ?? pod;
    }

    private static List<int> Of(DataNode container) =>
        [
            .. container
                .ItemsAt("ports")
                .Where(port => (port.TextAt("protocol") ?? "TCP") == "TCP")
                .Select(port => (int)(port.NumberAt("containerPort") ?? 0))
                .Where(port => port is >= 1 and <= 65535),
        ];

    private static string Write(ImmutableDictionary<int, int> moved) =>
        string.Join(
            ',',
            moved.OrderBy(pair => pair.Key).Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Key}={pair.Value}"))
        );

    private static ImmutableDictionary<int, int> Moved(DataObject pod) =>
        (pod.Annotation(LabAnnotations.RealPort) ?? "")
            .Split(',', StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => pair.Split('='))
            .Where(pair => pair.Length == 2)
            .ToImmutableDictionary(
                pair => int.Parse(pair[0], CultureInfo.InvariantCulture),
                pair => int.Parse(pair[1], CultureInfo.InvariantCulture)
            );
}
