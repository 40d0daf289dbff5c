using Faultline.Abstractions.Data;

namespace Faultline.Engine.Reports;

/// <summary>One activity as it went. What the journal does not say is null.</summary>
public sealed record ActivityRecord
{
    /// <summary>The part of the run it belongs to.</summary>
    public required RecordPhase Phase { get; init; }

    /// <summary>Its place in its list of the journal, from 1.</summary>
    public required int Number { get; init; }

    /// <summary>The activity's name, or "unnamed".</summary>
    public required string Name { get; init; }

    /// <summary><c>action</c> or <c>probe</c>.</summary>
    public string? Type { get; init; }

    /// <summary>Whether it was declared to run beside the others.</summary>
    public bool Background { get; init; }

    /// <summary>Its provider as declared; empty where the journal has none.</summary>
    public DataObject Provider { get; init; } = DataObject.Empty;

    /// <summary>The tolerance as declared; null outside the hypothesis.</summary>
    public DataNode? Tolerance { get; init; }

    /// <summary>Whether the output was within the tolerance.</summary>
    public bool? ToleranceMet { get; init; }

    /// <summary>The journal's own word: <c>succeeded</c> or <c>failed</c>; null where it was stopped or crashed.</summary>
    public string? Status { get; init; }

    /// <summary>How it ended.</summary>
    public ActivityResult Result { get; init; }

    /// <summary>What it returned; null where it returned nothing.</summary>
    public DataNode? Output { get; init; }

    /// <summary>Why it failed, in one sentence.</summary>
    public string? Failure { get; init; }

    /// <summary>The whole trace of the failure, as the journal has it.</summary>
    public string? Trace { get; init; }

    /// <summary>When it started.</summary>
    public DateTimeOffset? Start { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? End { get; init; }

    /// <summary>How long it took, without its pauses.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>The pause declared before it.</summary>
    public TimeSpan? PauseBefore { get; init; }

    /// <summary>The pause declared after it.</summary>
    public TimeSpan? PauseAfter { get; init; }

    /// <summary>Whether it went wrong: missed, failed or unfinished.</summary>
    public bool IsBad => Result >= ActivityResult.Unfinished;
}
