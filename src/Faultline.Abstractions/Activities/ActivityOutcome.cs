using System.Collections.Immutable;
using Faultline.Abstractions.Data;

namespace Faultline.Abstractions.Activities;

/// <summary>How a call ended: one of succeeded, failed, crashed, stopped. Unknown is never success.</summary>
public abstract record ActivityOutcome
{
    private protected ActivityOutcome() { }

    /// <summary>What the user should know besides; each becomes one WARNING line.</summary>
    public ImmutableArray<string> Warnings { get; init; } = [];

    /// <summary>The call did what it says. What it found may still be out of tolerance.</summary>
    /// <param name="Output">The result, as the journal records it.</param>
    public sealed record Succeeded(DataNode Output) : ActivityOutcome
    {
        /// <summary>
        /// Why an action can't be taken to have had its effect (it ended non-zero, it chose no target); null where it can. An
        /// unproven action makes the run inconclusive.
        /// </summary>
        public string? Unproven { get; init; }

        /// <summary>
        /// Whether the result counts as true, where its form in the journal does not tell (an empty set is recorded as a text); null
        /// where it does.
        /// </summary>
        public bool? Truth { get; init; }
    }

    /// <summary>The call ran, and the answer is no: a refused connection, a time-out, a function that raised.</summary>
    /// <param name="Message">The reason, as log and journal show it.</param>
    public sealed record Failed(string Message) : ActivityOutcome
    {
        /// <summary>The lines of a foreign stack trace, for the journal; empty where there is none.</summary>
        public ImmutableArray<string> Trace { get; init; } = [];
    }

    /// <summary>The call could not be carried out, so nothing is known: an address that is none, a program that vanished.</summary>
    /// <param name="Message">The reason, as log and journal show it.</param>
    public sealed record Crashed(string Message) : ActivityOutcome;

    /// <summary>The call was asked to end before it was done, and did.</summary>
    public sealed record Stopped : ActivityOutcome;

    /// <summary>The call asks the whole run to end, as Python code does that raises <c>SystemExit</c>.</summary>
    /// <param name="Code">The exit code it asked with; 20 and 30 are the reference's graceful and ungraceful exits.</param>
    public sealed record ExitRequested(int Code) : ActivityOutcome;
}
