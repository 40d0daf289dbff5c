using System.Collections.Immutable;
using Faultline.Abstractions.Data;
using Faultline.Engine.Reports.Reading;

namespace Faultline.Engine.Reports;

/// <summary>What a report tells about one run. What the journal does not say is null, and is shown as unknown.</summary>
public sealed record ReportModel
{
    /// <summary>What the run showed.</summary>
    public ReportVerdict Verdict { get; init; }

    /// <summary>Whether the verdict was derived from the records, since the journal states none.</summary>
    public bool VerdictIsDerived { get; init; }

    /// <summary>Whether what the run changed was put back.</summary>
    public ReportUndo Undo { get; init; }

    /// <summary>Why, the weightiest first.</summary>
    public ImmutableArray<ReportReason> Reasons { get; init; } = [];

    /// <summary>The exit code of the run.</summary>
    public int? ExitCode { get; init; }

    /// <summary>False where the journal was written while the run was going on, or the run's process died.</summary>
    public bool Ended { get; init; } = true;

    /// <summary>The run's id.</summary>
    public string? RunId { get; init; }

    /// <summary>The version of Faultline that ran it; null for journals of other engines.</summary>
    public string? EngineVersion { get; init; }

    /// <summary>The version of the Chaos Toolkit library that the journal names.</summary>
    public string? LibraryVersion { get; init; }

    /// <summary>The experiment's title.</summary>
    public string? Title { get; init; }

    /// <summary>The experiment's description.</summary>
    public string? Description { get; init; }

    /// <summary>The experiment's tags.</summary>
    public ImmutableArray<string> Tags { get; init; } = [];

    /// <summary>What was not executed on purpose: <c>probes</c>, <c>actions</c>, <c>activities</c>, <c>pause</c>.</summary>
    public string? Dry { get; init; }

    /// <summary>The host it ran on.</summary>
    public string? Node { get; init; }

    /// <summary>The host's system.</summary>
    public string? Platform { get; init; }

    /// <summary>The journal's own status word.</summary>
    public string? Status { get; init; }

    /// <summary>The journal's own flag.</summary>
    public bool? Deviated { get; init; }

    /// <summary>When the run started.</summary>
    public DateTimeOffset? Start { get; init; }

    /// <summary>When the run ended.</summary>
    public DateTimeOffset? End { get; init; }

    /// <summary>How long it took.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>When the hypothesis was evaluated.</summary>
    public string? HypothesisStrategy { get; init; }

    /// <summary>When the rollbacks were to be played.</summary>
    public string? RollbackStrategy { get; init; }

    /// <summary>The hypothesis' title.</summary>
    public string? HypothesisTitle { get; init; }

    /// <summary>The file or address of the experiment, as the run was given it; null for journals of other engines.</summary>
    public string? Source { get; init; }

    /// <summary>The seed of the run's random choices; null where the journal has none.</summary>
    public string? Seed { get; init; }

    /// <summary>What the experiment declares: probes of the hypothesis, method, rollbacks.</summary>
    public ImmutableArray<DeclaredActivity> Declared { get; init; } = [];

    /// <summary>How many probes the experiment's hypothesis declares; 0 where there is no hypothesis.</summary>
    public int DeclaredProbes { get; init; }

    /// <summary>How many rollbacks the experiment declares; null where the journal has no copy of the experiment.</summary>
    public int? DeclaredRollbacks { get; init; }

    /// <summary>The hypothesis before the method; null where it was not evaluated.</summary>
    public HypothesisRecord? Before { get; init; }

    /// <summary>The evaluations during the method.</summary>
    public ImmutableArray<HypothesisRecord> During { get; init; } = [];

    /// <summary>The hypothesis after the method; null where it was not evaluated.</summary>
    public HypothesisRecord? After { get; init; }

    /// <summary>The method's activities, in the order in which they were begun.</summary>
    public ImmutableArray<ActivityRecord> Method { get; init; } = [];

    /// <summary>The rollbacks that were played.</summary>
    public ImmutableArray<ActivityRecord> Rollbacks { get; init; } = [];

    /// <summary>Phases and pauses as they were; empty for journals of other engines.</summary>
    public ImmutableArray<TimelineSpan> Spans { get; init; } = [];

    /// <summary>What the run broke by itself.</summary>
    public ImmutableArray<FaultRecord> Faults { get; init; } = [];

    /// <summary>What of the journal could not be read, one sentence each.</summary>
    public ImmutableArray<string> Damage { get; init; } = [];

    /// <summary>All records, in the order of the phases.</summary>
    public IEnumerable<ActivityRecord> Records =>
        [.. Before?.Probes ?? [], .. Method, .. During.SelectMany(entry => entry.Probes), .. After?.Probes ?? [], .. Rollbacks];

    /// <summary>Whether a pipeline may go on: the hypothesis held or there was none, and nothing is left broken.</summary>
    public bool IsSuccess =>
        Verdict is ReportVerdict.Held or ReportVerdict.Explored && Undo != ReportUndo.Incomplete && ExitCode is null or 0;

    /// <summary>The exit code of the run; where the journal states none, the one that its verdict has.</summary>
    public int ExitCodeOrDerived =>
        ExitCode
        ?? (Verdict, Undo) switch
        {
            (_, ReportUndo.Incomplete) => 5,
            (ReportVerdict.Interrupted, _) => 130,
            (ReportVerdict.TimedOut, _) => 124,
            (ReportVerdict.Halted or ReportVerdict.Aborted, _) => 4,
            (ReportVerdict.Deviated, _) => 1,
            (ReportVerdict.Held or ReportVerdict.Explored, _) => 0,
            _ => 3,
        };

    /// <summary>
    /// Reads any journal: ours, the reference's, interrupted, damaged. What is missing or of the wrong type is left unknown and
    /// noted in <see cref="Damage"/>.
    /// </summary>
    /// <exception cref="DataSyntaxException">The journal is not an object.</exception>
    public static ReportModel Read(DataNode journal) =>
        journal is DataObject fields
            ? VerdictDerivation.Complete(new JournalReader(fields).Read())
            : throw new DataSyntaxException(
                $"a journal is an object, and this is {journal.Kind}: give the 'journal.json' that a run wrote",
                journal.Position ?? new SourcePosition(1, 1)
            );
}
