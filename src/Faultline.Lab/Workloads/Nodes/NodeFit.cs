using System.Globalization;
using Faultline.Abstractions.Data;
using Faultline.Lab.Objects;

namespace Faultline.Lab.Workloads.Nodes;

/// <summary>Whether a pod may be on a node.</summary>
internal static class NodeFit
{
    /// <summary>Why not, in a scheduler's words; null where it may.</summary>
    public static string? Problem(DataObject pod, DataObject node, int podsThere) =>
        node.IsTrueAt("spec", "unschedulable") && !Tolerates(pod, NodeObjects.Unschedulable, "", "NoSchedule")
            ? "node(s) were unschedulable"
        : Untolerated(pod, node) is { } taint ? $"node(s) had untolerated taint {{{taint.TextAt("key")}: {taint.TextAt("value")}}}"
        : !IsSelected(pod, node) ? "node(s) didn't match Pod's node affinity/selector"
        : podsThere >= (Running.Quantity.Of(node.At("status", "allocatable", "pods")) ?? 0) ? "Too many pods"
        : null;

    /// <summary>Whether node selector and required node affinity are met.</summary>
    public static bool IsSelected(DataObject pod, DataObject node)
    {
        var labels = node.Labels();
        var terms = pod.ItemsAt("spec", "affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution", "nodeSelectorTerms");
        return pod.TextsAt("spec", "nodeSelector").All(pair => labels.GetValueOrDefault(pair.Key) == pair.Value)
            && (terms.Count == 0 || terms.Any(term => IsMet(term, labels, node.Name())));
    }

    /// <summary>The first taint of a node that keeps the pod from being put there; null where none does.</summary>
    public static DataNode? Untolerated(DataObject pod, DataObject node) =>
        node.ItemsAt("spec", "taints")
            .FirstOrDefault(taint =>
                taint.TextAt("effect") is "NoSchedule" or "NoExecute"
                && !(taint.TextAt("key") == NodeObjects.Unschedulable && node.IsTrueAt("spec", "unschedulable"))
                && !Tolerates(pod, taint.TextAt("key") ?? "", taint.TextAt("value") ?? "", taint.TextAt("effect") ?? "")
            );

    /// <summary>The tolerations of a pod for a taint.</summary>
    public static IEnumerable<DataNode> Tolerations(DataObject pod, string key, string value, string effect) =>
        pod.ItemsAt("spec", "tolerations")
            .Where(one =>
                (one.TextAt("effect") is not { Length: > 0 } only || only == effect)
                && (
                    (one.TextAt("operator") ?? "Equal") == "Exists"
                        ? one.TextAt("key") is not { Length: > 0 } any || any == key
                        : one.TextAt("key") == key && (one.TextAt("value") ?? "") == value
                )
            );

    private static bool Tolerates(DataObject pod, string key, string value, string effect) => Tolerations(pod, key, value, effect).Any();

    private static bool IsMet(DataNode term, Dictionary<string, string> labels, string name) =>
        term.ItemsAt("matchExpressions").All(one => IsMet(one, labels.GetValueOrDefault(one.TextAt("key") ?? "")))
        && term.ItemsAt("matchFields").All(one => IsMet(one, one.TextAt("key") == "metadata.name" ? name : null))
        && term.ItemsAt("matchExpressions").Count + term.ItemsAt("matchFields").Count > 0;

    private static bool IsMet(DataNode requirement, string? value)
    {
        var values = requirement.WordsAt("values").ToList();
        return requirement.TextAt("operator") switch
        {
            "In" => value is not null && values.Contains(value),
            "NotIn" => value is null || !values.Contains(value),
            "Exists" => value is not null,
            "DoesNotExist" => value is null,
            "Gt" => Compare(value, values) > 0,
            "Lt" => Compare(value, values) < 0,
            _ => false,
        };
    }

    private static int Compare(string? value, List<string> values) =>
        long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var mine)
        && values is [var only]
        && long.TryParse(only, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var other)
            ? mine.CompareTo(other)
            : 0;
}
