using Faultline.Abstractions.Data;
using Faultline.Providers.Kubernetes.Changes;

namespace Faultline.Providers.Kubernetes.Targets;

/// <summary>Disruption budgets that are in the way of evictions.</summary>
internal static class Budgets
{
    /// <summary>A sentence for each budget that does not allow all of these evictions now.</summary>
    /// <param name="evicted">The pods that are to be evicted.</param>
    /// <param name="sight">To look at budgets.</param>
    /// <param name="stop">Asks to end now.</param>
    public static async Task<IReadOnlyList<string>> InTheWayAsync(
        IReadOnlyCollection<DataObject> evicted,
        ClusterSight sight,
        CancellationToken stop
    )
    {
        var words = new List<string>();
        foreach (var group in evicted.GroupBy(PodFacts.NamespaceOf))
        {
            foreach (var budget in group.Key is null ? [] : await sight.BudgetsAsync(group.Key, stop))
            {
                var selector = (budget["spec"] as DataObject)?["selector"] as DataObject;
                var pods = group.Where(pod => selector is not null && LabelMatch.Fits(PodFacts.LabelsOf(pod), selector) != false).ToList();
                var allowed = (budget["status"] as DataObject)?["disruptionsAllowed"] as DataNumber;
                if (pods.Count > 0 && (allowed?.ToDouble() ?? 0) < pods.Count)
                {
                    words.Add(
                        $"disruption budget '{Manifest.NameOf(budget)}' in namespace '{group.Key}' allows {allowed?.Text ?? "0"} disruptions now, "
                            + $"and {pods.Count} {(pods.Count == 1 ? "pod" : "pods")} of it would be evicted: {string.Join(", ", pods.Select(Manifest.NameOf))}"
                    );
                }
            }
        }

        return words;
    }
}
