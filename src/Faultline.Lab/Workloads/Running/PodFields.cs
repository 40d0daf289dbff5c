using System.Globalization;
using System.Text;
using Faultline.Abstractions.Data;
using Faultline.Lab.Objects;

namespace Faultline.Lab.Workloads.Running;

/// <summary>What a pod can be told about itself.</summary>
internal static class PodFields
{
    /// <summary>The value that a variable's valueFrom, or an item of a downwardAPI volume, names.</summary>
    /// <exception cref="ContainerSpecException">There is no such field.</exception>
    public static string Of(DataObject pod, DataNode source, DataNode? container = null) =>
        source.TextAt("fieldRef", "fieldPath") is { } path ? Field(pod, path)
        : source.At("resourceFieldRef") is { } resource ? Resource(pod, resource, container)
        : throw Unknown("");

    private static string Field(DataObject pod, string path)
    {
        var quote = path.IndexOf("['", StringComparison.Ordinal);
        if (quote > 0 && path.EndsWith("']", StringComparison.Ordinal) && path[..quote] is "metadata.labels" or "metadata.annotations")
        {
            return pod.TextAt("metadata", path[9..quote], path[(quote + 2)..^2]) ?? "";
        }

        return path switch
        {
            "metadata.name" or "metadata.namespace" or "metadata.uid" or "spec.nodeName" or "status.podIP" or "status.hostIP" => pod.TextAt(
                path.Split('.')
            ) ?? "",
            "spec.serviceAccountName" => pod.TextAt("spec", "serviceAccountName") ?? "default",
            "status.podIPs" => pod.TextAt("status", "podIP") ?? "",
            "status.hostIPs" => pod.TextAt("status", "hostIP") ?? "",
            "metadata.labels" or "metadata.annotations" => Lines(pod.TextsAt(path.Split('.'))),
            _ => throw Unknown(path),
        };
    }

    private static string Resource(DataObject pod, DataNode resource, DataNode? container)
    {
        var name = resource.TextAt("containerName");
        var meant = name is null ? container : pod.ItemsAt("spec", "containers").FirstOrDefault(one => one.TextAt("name") == name);
        var parts = (resource.TextAt("resource") ?? "").Split('.');
        if (parts is not [("limits" or "requests") and var which, ("cpu" or "memory" or "ephemeral-storage") and var what])
        {
            throw Unknown(resource.TextAt("resource") ?? "");
        }

        var amount = Quantity.Of(meant.At("resources", which, what)) ?? (which == "limits" ? Whole(what) : 0);
        var divisor = Quantity.Of(resource.At("divisor")) is { } given and > 0 ? given : 1;
        return Math.Ceiling(amount / divisor).ToString("0", CultureInfo.InvariantCulture);
    }

    // Without a limit, the limit is the machine.
    private static decimal Whole(string what) =>
        what == "cpu" ? Environment.ProcessorCount : GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;

    private static string Lines(Dictionary<string, string> pairs)
    {
        var text = new StringBuilder();
        foreach (var (key, value) in pairs.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            text.Append(key).Append('=').Append(JsonText.Write(value)).Append('\n');
        }

        return text.ToString();
    }

    private static ContainerSpecException Unknown(string field) =>
        new("CreateContainerConfigError", $"the lab has no field '{field}' for a pod to know of itself");
}
