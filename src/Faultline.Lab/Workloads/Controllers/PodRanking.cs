using System.Globalization;
using Faultline.Abstractions.Data;
using Faultline.Lab.Objects;

namespace Faultline.Lab.Workloads.Controllers;

/// <summary>Which of too many pods go first: the least is lost with them.</summary>
internal static class PodRanking
{
    private const string DeletionCost = "controller.kubernetes.io/pod-deletion-cost";

    /// <summary>The pods in the order in which they may go.</summary>
    public static IEnumerable<DataObject> ToDelete(IReadOnlyCollection<DataObject> pods)
    {
        var onNode = pods.GroupBy(NodeOf).ToDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal);
        return pods.OrderBy(pod => NodeOf(pod).Length > 0)
            .ThenBy(pod => pod.TextAt("status", "phase") == "Running")
            .ThenBy(PodStatus.IsReady)
            .ThenBy(Cost)
            .ThenByDescending(pod => onNode[NodeOf(pod)])
            .ThenByDescending(pod => PodStatus.IsReady(pod) ? PodStatus.ReadySince(pod) : default)
            .ThenByDescending(Restarts)
            .ThenByDescending(pod => pod.TextAt("metadata", "creationTimestamp"), StringComparer.Ordinal)
            .ThenByDescending(pod => long.TryParse(pod.TextAt("metadata", "resourceVersion"), out var version) ? version : 0);
    }

    private static string NodeOf(DataObject pod) => pod.TextAt("spec", "nodeName") ?? "";

    private static int Cost(DataObject pod) =>
        int.TryParse(pod.Annotation(DeletionCost), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var cost) ? cost : 0;

    private static long Restarts(DataObject pod) =>
        pod.ItemsAt("status", "containerStatuses").Sum(container => container.NumberAt("restartCount") ?? 0);
}
