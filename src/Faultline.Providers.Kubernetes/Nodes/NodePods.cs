using System.Collections.Immutable;
using Faultline.Abstractions.Data;
using Faultline.Providers.Kubernetes.Changes;

namespace Faultline.Providers.Kubernetes.Nodes;

/// <summary>The pods of a node, by what a drain does with them.</summary>
/// <param name="ToEvict">Those that go.</param>
/// <param name="Local">Those that stay since what they have written to the node would be lost.</param>
/// <param name="Unmanaged">Those that nobody would make again.</param>
internal sealed record NodePods(ImmutableArray<DataObject> ToEvict, ImmutableArray<DataObject> Local, ImmutableArray<DataObject> Unmanaged)
{
    /// <summary>Sorts pods; mirrors of static pods and pods of daemon sets, which would be back at once, are none of them.</summary>
    public static NodePods Of(ImmutableArray<DataObject> pods, bool withLocalStorage)
    {
        var movable = pods.Where(pod => !IsMirror(pod) && !IsOfDaemonSet(pod)).ToList();
        var local = withLocalStorage ? [] : movable.Where(pod => !IsFinished(pod) && HasLocalStorage(pod)).ToList();
        var rest = movable.Except(local).ToList();
        var unmanaged = rest.Where(pod => !IsFinished(pod) && Manifest.ControllerOf(pod) is null).ToList();
        return new NodePods([.. rest.Except(unmanaged)], [.. local], [.. unmanaged]);
    }

    /// <summary>What tells a pod from another of the same name.</summary>
    public static string UidOf(DataObject pod) => (pod["metadata"] as DataObject)?.Text("uid") ?? "";

    public static string NamespaceOf(DataObject pod) => (pod["metadata"] as DataObject)?.Text("namespace") ?? "";

    private static bool IsMirror(DataObject pod) =>
        (pod["metadata"] as DataObject)?["annotations"] is DataObject annotations && annotations.Has("kubernetes.io/config.mirror");

    private static bool IsOfDaemonSet(DataObject pod) =>
        ((pod["metadata"] as DataObject)?["ownerReferences"] as DataArray)?.Items.Any(owner =>
            owner is DataObject reference && reference.Text("kind") == "DaemonSet"
        ) == true;

    private static bool IsFinished(DataObject pod) => (pod["status"] as DataObject)?.Text("phase") is "Succeeded" or "Failed";

    private static bool HasLocalStorage(DataObject pod) =>
        ((pod["spec"] as DataObject)?["volumes"] as DataArray)?.Items.Any(volume =>
            volume is DataObject one && one["emptyDir"] is not (null or DataNull)
        ) == true;
}
