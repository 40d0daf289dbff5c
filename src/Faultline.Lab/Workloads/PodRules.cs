using Faultline.Abstractions.Data;
using Faultline.Lab.Objects;
using Faultline.Lab.Workloads.Nodes;

namespace Faultline.Lab.Workloads;

/// <summary>What a new pod gets from the lab.</summary>
internal static class PodRules
{
    /// <summary>The manifest with the time for which the pod may stay on a node that is gone, where it does not say so itself.</summary>
    public static DataObject Prepare(DataObject pod, TimeSpan evictionTimeout)
    {
        if (pod.At("spec") is not DataObject)
        {
            return pod;
        }

        var tolerations = pod.ItemsAt("spec", "tolerations").ToList();
        foreach (var key in (string[])[NodeObjects.NotReady, NodeObjects.Unreachable])
        {
            if (!NodeFit.Tolerations(pod, key, "", "NoExecute").Any())
            {
                tolerations.Add(
                    DataObject.Of(
                        ("key", key),
                        ("operator", "Exists"),
                        ("effect", "NoExecute"),
                        ("tolerationSeconds", (long)Math.Ceiling(evictionTimeout.TotalSeconds))
                    )
                );
            }
        }

        return pod.Put(DataArray.Of(tolerations), "spec", "tolerations");
    }

    /// <summary>The pod with the status that it begins with.</summary>
    public static DataObject Admit(DataObject pod) => pod.With("status", DataObject.Of(("phase", "Pending"), ("qosClass", QualityOf(pod))));

    private static string QualityOf(DataObject pod)
    {
        var containers = pod.ItemsAt("spec", "containers");
        static bool Has(DataNode container, string which, string what) => container.At("resources", which, what) is not null;
        static bool IsGuaranteed(DataNode container, string what) =>
            Has(container, "limits", what)
            && Tree.Same(
                container.At("resources", "limits", what),
                container.At("resources", "requests", what) ?? container.At("resources", "limits", what)
            );

        return containers.All(one => IsGuaranteed(one, "cpu") && IsGuaranteed(one, "memory")) ? "Guaranteed"
            : containers.Any(one => one.At("resources", "limits") is not null || one.At("resources", "requests") is not null) ? "Burstable"
            : "BestEffort";
    }
}
