using System.Collections.Immutable;
using Faultline.Engine.Model;
using Faultline.Engine.Model.Events;

namespace Faultline.Engine.Journals;

/// <summary>The reasons of a verdict as they are found.</summary>
internal sealed class ReasonList
{
    // The kinds of reasons in the order of what they do to a run.
    private static readonly ImmutableArray<string> Weights =
    [
        "undo-failed",
        "rollback-failed",
        "halted",
        "timed-out",
        "interrupted",
        "crashed",
        "deviation",
        "gate",
        "action-failed",
        "unproven",
        "control",
        "probe-failed",
        "rollbacks-skipped",
        "note",
    ];

    private readonly List<Reason> _all = [];

    public void Add(IEnumerable<Reason> reasons) => _all.AddRange(reasons);

    /// <summary>A step could not be carried out.</summary>
    public void Add(StepCrashed crashed)
    {
        var who = crashed.Activity is null ? "A step" : $"The activity '{crashed.Activity}'";
        var kind = crashed.Place == Place.Rollbacks ? "rollback-failed" : "crashed";
        _all.Add(new Reason(kind, $"{who} could not be carried out: {crashed.Message}", crashed.Activity));
    }

    /// <summary>Somebody or something asked the run to stop.</summary>
    public void Add(StopRequested stop) =>
        _all.Add(
            new Reason(
                stop.Cause switch
                {
                    StopCause.Halted => "halted",
                    StopCause.TimedOut => "timed-out",
                    _ => "interrupted",
                },
                stop.Cause switch
                {
                    StopCause.Halted => stop.Why!,
                    StopCause.TimedOut => "The run took longer than it may (--timeout, or 'runtime.timeout' of the document).",
                    StopCause.Interrupt => "The run was interrupted by Ctrl-C.",
                    StopCause.Terminate => "The run was interrupted by SIGTERM.",
                    StopCause.HangUp => "The run was interrupted by SIGHUP: its terminal went away.",
                    StopCause.Exit => $"The run was told to exit (code {stop.Code}).",
                    _ => throw new System.Diagnostics.UnreachableException(stop.Cause.ToString()),
                },
                stop.By
            )
        );

    public ImmutableArray<Reason> WeightiestFirst() => [.. _all.OrderBy(reason => Weights.IndexOf(reason.Kind))];
}
