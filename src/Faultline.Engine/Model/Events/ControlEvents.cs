using Faultline.Abstractions.Data;

namespace Faultline.Engine.Model.Events;

/// <summary>Something went wrong in a control; the run goes on without what it was to do.</summary>
/// <param name="Control">Its name.</param>
/// <param name="Hook">The moment, such as <c>before-activity</c>; null where no hook was called.</param>
/// <param name="Message">What went wrong.</param>
public sealed record ControlFailed(string Control, string? Hook, string Message) : RunEvent
{
    /// <summary>Whether the result of the run is in doubt for it: a control of the document that did not clean up after itself.</summary>
    public bool Counts { get; init; }
}

/// <summary>What a control may change.</summary>
public enum ControlTarget
{
    /// <summary>The experiment, whose new document the event holds.</summary>
    Experiment,

    /// <summary>The journal, of which the event holds the changed members.</summary>
    Journal,

    /// <summary>The record of a call, of which the event holds the changed members.</summary>
    Record,

    /// <summary>The configuration; the event holds the names of what changed.</summary>
    Configuration,

    /// <summary>The secrets; the event holds the names of the groups that changed.</summary>
    Secrets,
}

/// <summary>A control changed something.</summary>
/// <param name="Control">Its name.</param>
/// <param name="Hook">The moment.</param>
/// <param name="Target">What it changed.</param>
/// <param name="Value">What it is now, as the target says.</param>
/// <param name="Call">For a record, which of the run's calls it is of.</param>
public sealed record ControlChanged(string Control, string Hook, ControlTarget Target, DataNode Value, int? Call = null) : RunEvent;

/// <summary>A control has an activity left out: it is recorded and not called.</summary>
/// <param name="Control">The control's name.</param>
/// <param name="Place">Where in the run.</param>
/// <param name="Activity">The activity's name.</param>
public sealed record ActivityLeftOut(string Control, Place Place, string Activity) : RunEvent;

/// <summary>A safeguard looked whether the run may go on.</summary>
/// <param name="Control">The control's name.</param>
/// <param name="Probe">The probe's name.</param>
/// <param name="Met">Whether it is in its tolerance; null where that could not be told.</param>
/// <param name="Explanation">Why it is not, or why it can't be told.</param>
public sealed record SafeguardChecked(string Control, string Probe, bool? Met, string? Explanation) : RunEvent;
