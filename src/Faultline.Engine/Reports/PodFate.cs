using Faultline.Abstractions.Data;
using Faultline.Engine.Reports.Reading;

namespace Faultline.Engine.Reports;

/// <summary>A pod that an action of the run deleted, and what a later probe tells of it.</summary>
/// <param name="Pod">Its name.</param>
/// <param name="DeletedBy">The action, whose output names the pod.</param>
/// <param name="Return">The record that tells of a return; null where none does, which does not mean that there was none.</param>
/// <param name="ReturnedAs">The pod that has taken its place, where its name is known.</param>
internal sealed record PodFate(string Pod, ActivityRecord DeletedBy, ActivityRecord? Return, string? ReturnedAs)
{
    /// <summary>The pods that were deleted, in that order.</summary>
    public static IReadOnlyList<PodFate> Of(ReportModel model)
    {
        var deletions = model.Method.Concat(model.Rollbacks).Where(IsDeletion).ToList();
        var deleted = deletions.SelectMany(PodsOf).ToHashSet(StringComparer.Ordinal);
        return [.. from action in deletions from pod in PodsOf(action) select Fate(pod, action, Later(model, action), deleted)];
    }

    private static PodFate Fate(string pod, ActivityRecord action, IReadOnlyList<ActivityRecord> later, HashSet<string> deleted)
    {
        var wasAway = false;
        foreach (var probe in later)
        {
            // Logs name the pods that are there. The deleted one's own are readable until it has ended, and prove nothing.
            if (Function(probe) == "read_pod_logs")
            {
                if (
                    (probe.Output as DataObject)?.Members.Select(member => member.Key).FirstOrDefault(name => !deleted.Contains(name)) is
                    { } other
                )
                {
                    return new PodFate(pod, action, probe, other);
                }

                continue;
            }

            // A pod that is being deleted counts as running: only after a probe has missed it, finding it is news.
            if (wasAway && !probe.IsBad)
            {
                return new PodFate(pod, action, probe, null);
            }

            wasAway |= probe.Result is ActivityResult.Missed or ActivityResult.Failed;
        }

        return new PodFate(pod, action, null, null);
    }

    // Of other selectors and namespaces nothing is known to be about the same pods.
    private static List<ActivityRecord> Later(ReportModel model, ActivityRecord action) =>
        [
            .. model
                .Records.Where(record =>
                    Module(record).EndsWith("pod.probes", StringComparison.Ordinal)
                    && Function(record) is "read_pod_logs" or "pods_in_phase" or "pods_in_conditions" or "count_min_pods"
                    && record.Start >= action.End
                    && Selector(record) is { } selector
                    && selector == Selector(action)
                )
                .OrderBy(record => record.Start),
        ];

    private static bool IsDeletion(ActivityRecord record) =>
        record.Type == "action"
        && Module(record).EndsWith("pod.actions", StringComparison.Ordinal)
        && Function(record) is "terminate_pods" or "delete_pods"
        && record.Result == ActivityResult.Succeeded
        && record.End is not null;

    private static IEnumerable<string> PodsOf(ActivityRecord action) =>
        (action.Output as DataArray)?.Items.OfType<DataString>().Select(pod => pod.Value) ?? [];

    private static string Module(ActivityRecord record) => record.Provider.WordOf("module") ?? "";

    private static string? Function(ActivityRecord record) => record.Provider.WordOf("func");

    private static (string Namespace, string Labels)? Selector(ActivityRecord record)
    {
        var arguments = record.Provider.ObjectOf("arguments");
        return arguments.WordOf("label_selector") is { } labels ? (arguments.WordOf("ns") ?? "default", labels) : null;
    }
}
