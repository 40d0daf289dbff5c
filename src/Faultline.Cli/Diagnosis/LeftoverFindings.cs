using System.Collections.Immutable;
using Faultline.Abstractions.Faults;
using Faultline.Engine.Journals;
using Faultline.Hosting.Undoing;

namespace Faultline.Cli.Diagnosis;

/// <summary>What earlier runs broke and nobody has put back.</summary>
internal static class LeftoverFindings
{
    private const string Part = "left over";

    /// <summary>A finding for each run that left something, or may have; one where there is none.</summary>
    /// <param name="recovery">What is on record.</param>
    /// <param name="runs">The runs of this machine, which may be going on.</param>
    public static ImmutableArray<Finding> Look(Recovery recovery, RunStore runs)
    {
        var found = recovery.Find().Select(leftover => Judge(leftover, runs)).OfType<Finding>().ToImmutableArray();
        return found.IsEmpty ? [new Finding(Part, "undo logs", FindingState.Fine, "nothing is left over")] : found;
    }

    private static Finding? Judge(Leftover leftover, RunStore runs)
    {
        var what = string.Join("; ", leftover.Effects.Select(Words));
        if ((runs.IsRunning(leftover.Run) ? "it is still going on" : leftover.InHands) is { } why)
        {
            // A run that goes on has broken what it is to break.
            return new Finding(Part, leftover.Run, FindingState.Fine, what.Length == 0 ? why : $"{what}: {why}");
        }

        var broken = leftover.Effects.Where(effect => effect.Record.Irreversible is null).ToList();
        if (broken.Count == 0 && !leftover.IsDamaged)
        {
            return null;
        }

        return new Finding(
            Part,
            leftover.Run,
            FindingState.LeftOver,
            leftover.IsDamaged ? $"its undo log is damaged{(what.Length == 0 ? "" : "; " + what)}" : what
        )
        {
            Remedies =
            [
                $"'faultline recover {leftover.Run}' puts it back, or says what to do.",
                .. broken
                    .Where(effect => effect.Phase == UndoPhase.Failed)
                    .SelectMany(effect => effect.ForAPerson)
                    .Select(command => $"By hand: {command}"),
            ],
        };
    }

    private static string Words(UndoEntry.Effect effect) =>
        effect.Record.What + (effect.Phase == UndoPhase.Failed && effect.Message is { } message ? $" (not put back: {message})" : "");
}
