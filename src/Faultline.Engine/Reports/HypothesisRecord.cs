using System.Collections.Immutable;

namespace Faultline.Engine.Reports;

/// <summary>One evaluation of the hypothesis.</summary>
public sealed record HypothesisRecord
{
    /// <summary>Whether all probes were within their tolerances; null where the journal does not say.</summary>
    public bool? Met { get; init; }

    /// <summary>The probes that were run, in order. A miss ends the evaluation: later probes are absent.</summary>
    public ImmutableArray<ActivityRecord> Probes { get; init; } = [];
}
