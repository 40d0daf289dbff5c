using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Functions;
using Faultline.Providers.Kubernetes.Changes;
using Faultline.Providers.Kubernetes.Client;
using Faultline.Providers.Kubernetes.Functions;

namespace Faultline.Providers.Kubernetes.Pods;

/// <summary>
/// Which pods an action is for: those with the labels, of those the ones whose names match, and of those all, a number or a
/// share of them, from the top or by chance. Pods in any phase are eligible.
/// </summary>
/// <param name="LabelSelector">Which pods: a label selector, such as 'app=web'.</param>
/// <param name="NamePattern">Which pods: a regular expression that is found anywhere in their names.</param>
/// <param name="All">Whether to choose every pod that matches.</param>
/// <param name="Rand">Whether to choose by chance rather than from the top of the order.</param>
/// <param name="Mode">What qty counts: 'fixed' for pods, 'percentage' for a share of those that match.</param>
/// <param name="Qty">How many to choose: pods, or percent (rounded up) with mode 'percentage'.</param>
/// <param name="Order">From which end: 'alphabetic' for the API's order, 'oldest' for the oldest first.</param>
[Arguments]
internal sealed record PodSelection(
    string? LabelSelector = null,
    string? NamePattern = null,
    bool All = false,
    bool Rand = false,
    string Mode = "fixed",
    long Qty = 1,
    string Order = "alphabetic"
)
{
    /// <summary>The options to list the pods that a label selector chooses; an empty one chooses all.</summary>
    public static ListOptions Labelled(string? selector) => new() { LabelSelector = string.IsNullOrEmpty(selector) ? null : selector };

    /// <summary>Why the selection can't be made; null where it can.</summary>
    public string? Problem =>
        Qty < 0 ? string.Create(CultureInfo.InvariantCulture, $"Cannot select pods. Quantity '{Qty}' is negative.")
        : !PodSelectionArguments.Modes.Contains(Mode) ? $"Cannot select pods. Mode '{Mode}' is invalid."
        : !PodSelectionArguments.Orders.Contains(Order) ? $"Cannot select pods. Order '{Order}' is invalid."
        : !All && string.IsNullOrEmpty(LabelSelector) && string.IsNullOrEmpty(NamePattern)
            ? $"Cannot select pods. {PodSelectionArguments.NoSelector}: {PodSelectionArguments.NoSelectorRemedy}."
        : PythonPattern.Problem(NamePattern) is { } wrong ? $"Cannot select pods. {wrong}."
        : null;

    /// <summary>Why it chose none of the pods that were found.</summary>
    public string WhyNone(int found, string ns) =>
        found > 0 && this is { All: false, Qty: 0 } ? $"qty is 0 (namespace '{ns}', {this})" : $"none in namespace '{ns}' matches {this}";

    /// <summary>Which pods are meant, for messages: <c>label_selector 'app=web' and name_pattern 'web-.*'</c>.</summary>
    public override string ToString()
    {
        string?[] parts =
        [
            string.IsNullOrEmpty(LabelSelector) ? null : $"label_selector '{LabelSelector}'",
            string.IsNullOrEmpty(NamePattern) ? null : $"name_pattern '{NamePattern}'",
        ];
        return string.Join(" and ", parts.OfType<string>().DefaultIfEmpty("no selector"));
    }

    /// <summary>The chosen of the pods that the label selector found, in the order in which to act on them.</summary>
    /// <param name="pods">The pods, in the order of the API.</param>
    /// <param name="random">Chance; one draw at a time.</param>
    public ImmutableArray<DataObject> Choose(ImmutableArray<DataObject> pods, Random random)
    {
        var eligible = Ordered(Named(pods)).ToList();
        if (All)
        {
            return [.. eligible];
        }

        var wanted = Mode == "percentage" ? Share(Qty, eligible.Count) : Qty;
        var count = (int)Math.Min(wanted, eligible.Count);
        return Rand ? Chance.Sample(eligible, count, random) : [.. eligible.Take(count)];
    }

    // More than all is all; the limit keeps the product from overflowing.
    private static long Share(long percent, int count) => ((Math.Min(percent, 100) * count) + 99) / 100;

    private IEnumerable<DataObject> Named(ImmutableArray<DataObject> pods)
    {
        if (string.IsNullOrEmpty(NamePattern))
        {
            return pods;
        }

        var pattern = PythonPattern.Create(NamePattern);
        try
        {
            return pods.Where(pod => pattern.IsMatch(Manifest.NameOf(pod))).ToList();
        }
        catch (RegexMatchTimeoutException)
        {
            throw new KubernetesException(
                $"cannot select pods: the name_pattern '{NamePattern}' takes too long to match. Write it more simply."
            );
        }
    }

    private IEnumerable<DataObject> Ordered(IEnumerable<DataObject> pods) => Order == "oldest" ? pods.OrderBy(Created) : pods;

    // A pod without a time, which no API hands out, counts as the newest.
    private static DateTimeOffset Created(DataObject pod) =>
        DateTimeOffset.TryParse(
            (pod["metadata"] as DataObject)?.Text("creationTimestamp"),
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out var time
        )
            ? time
            : DateTimeOffset.MaxValue;
}
