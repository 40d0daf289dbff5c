using System.Collections.Immutable;

namespace Faultline.Engine.Reports;

/// <summary>A fault of a run, or a change that the run undoes, as its journal tells of it.</summary>
public sealed record FaultRecord
{
    /// <summary>The activity's name.</summary>
    public required string Activity { get; init; }

    /// <summary>Whether it is a fault, rather than a change that a function made.</summary>
    public bool IsFault { get; init; } = true;

    /// <summary>What was done to what.</summary>
    public string? What { get; init; }

    /// <summary>The mechanism.</summary>
    public string? Backend { get; init; }

    /// <summary>Since when it was there; null where it never was.</summary>
    public DateTimeOffset? Start { get; init; }

    /// <summary>When it was put back; null where it was not.</summary>
    public DateTimeOffset? End { get; init; }

    /// <summary>What was seen: the moment (before, during, after) and the sentence.</summary>
    public ImmutableArray<(string Moment, string State, string Seen)> Proofs { get; init; } = [];

    /// <summary>What became of it: reverted, nothing-to-revert, changed-meanwhile, failed, open, not-applied.</summary>
    public string? Undo { get; init; }

    /// <summary>How that was found.</summary>
    public string? UndoMessage { get; init; }

    /// <summary>Why it can't be undone; null where it can.</summary>
    public string? Irreversible { get; init; }

    /// <summary>The commands for a person, where something is left to do; empty otherwise.</summary>
    public ImmutableArray<string> Commands { get; init; } = [];

    /// <summary>Whether a person has to put something back.</summary>
    public bool IsLeft => Irreversible is null && Undo is not ("reverted" or "nothing-to-revert" or "not-applied");

    /// <summary>How it was put back, in a few words.</summary>
    public string UndoWords =>
        Irreversible is { } reason
            ? "can't be undone: " + reason
            : Undo switch
            {
                "reverted" => "put back",
                "nothing-to-revert" => "nothing to put back",
                "not-applied" => "never there",
                "changed-meanwhile" => "left as it is: somebody else changed it",
                "open" => "still there, or may be",
                _ => "not put back",
            } + (UndoMessage is null ? "" : $" ({UndoMessage})");

    /// <summary>What was seen while it was there, or what was seen last.</summary>
    public string? Proof =>
        Proofs.LastOrDefault(proof => proof.Moment == "during") is { Seen: not null } during ? during.Seen
        : Proofs.Length > 0 ? Proofs[^1].Seen
        : null;

    /// <summary>Whether it was seen while it was there.</summary>
    public bool IsProven => Proofs.Any(proof => proof is { Moment: "during", State: "present" });
}
