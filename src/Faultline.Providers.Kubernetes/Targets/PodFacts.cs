using Faultline.Abstractions.Data;
using Faultline.Providers.Kubernetes.Changes;
using Faultline.Providers.Kubernetes.Client;

namespace Faultline.Providers.Kubernetes.Targets;

/// <summary>What a pod belongs to.</summary>
/// <param name="Kind">In a word: <c>deployment</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Path">Its path in the API.</param>
internal sealed record PodOwner(string Kind, string Name, string Path);

/// <summary>What a plan wants to know of a pod.</summary>
internal static class PodFacts
{
    /// <summary>What the pod belongs to: of a replica set that a deployment has made, the deployment. Null where it stands alone.</summary>
    public static PodOwner? OwnerOf(DataObject pod)
    {
        var metadata = pod["metadata"] as DataObject;
        var owner = (metadata?["ownerReferences"] as DataArray)
            ?.Items.OfType<DataObject>()
            .FirstOrDefault(one => one["controller"] is DataBoolean { Value: true });
        if (owner?.Text("kind") is not { } kind || owner.Text("name") is not { } name)
        {
            return null;
        }

        var ns = metadata!.Text("namespace");
        var hash = (metadata["labels"] as DataObject)?.Text("pod-template-hash");
        return (kind, hash) switch
        {
            ("ReplicaSet", { Length: > 0 }) when name.EndsWith("-" + hash, StringComparison.Ordinal) => Of(
                ResourceType.Deployments,
                name[..^(hash.Length + 1)]
            ),
            ("ReplicaSet", _) => Of(ResourceType.ReplicaSets, name),
            ("StatefulSet", _) => Of(ResourceType.StatefulSets, name),
            ("DaemonSet", _) => Of(ResourceType.DaemonSets, name),
            _ => new PodOwner(kind, name, $"{owner.Text("apiVersion")}/{ns}/{kind}/{name}"),
        };

        PodOwner Of(ResourceType type, string called) => new(type.Singular, called, type.PathIn(ns) + "/" + PathSegment.Of(called));
    }

    /// <summary>Whether it does its work now.</summary>
    public static bool IsReady(DataObject pod) => !IsGoing(pod) && IsTrue(pod, "Ready");

    /// <summary>Whether it will not come back to work: it has ended.</summary>
    public static bool IsOver(DataObject pod) => (pod["status"] as DataObject)?.Text("phase") is "Succeeded" or "Failed";

    /// <summary>Whether a node takes pods now.</summary>
    public static bool IsReadyNode(DataObject node) =>
        IsTrue(node, "Ready") && (node["spec"] as DataObject)?["unschedulable"] is not DataBoolean { Value: true };

    public static string Key(DataObject pod) => $"{NamespaceOf(pod)}/{Manifest.NameOf(pod)}";

    public static string? NamespaceOf(DataObject pod) => (pod["metadata"] as DataObject)?.Text("namespace");

    public static DataObject LabelsOf(DataObject item) => (item["metadata"] as DataObject)?["labels"] as DataObject ?? DataObject.Empty;

    private static bool IsGoing(DataObject pod) => (pod["metadata"] as DataObject)?.Has("deletionTimestamp") == true;

    private static bool IsTrue(DataObject item, string condition) =>
        ((item["status"] as DataObject)?["conditions"] as DataArray)
            ?.Items.OfType<DataObject>()
            .Any(one => one.Text("type") == condition && one.Text("status") == "True") == true;
}
