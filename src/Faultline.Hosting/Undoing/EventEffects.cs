using System.Collections.Immutable;
using Faultline.Abstractions.Faults;
using Faultline.Engine.Journals;
using Faultline.Engine.Model.Events;

namespace Faultline.Hosting.Undoing;

/// <summary>The effects that the log of a run tells of: the same records as in the undo log, written by another process to another disk.</summary>
internal static class EventEffects
{
    /// <summary>Each effect as it was last; none where the log can't be read.</summary>
    public static ImmutableArray<UndoEntry.Effect> Of(RunStore runs, string run)
    {
        var effects = new Dictionary<string, UndoEntry.Effect>(StringComparer.Ordinal);
        var order = new List<string>();
        try
        {
            foreach (var happened in EventLog.Read(runs.LogOf(run)))
            {
                if (happened is FaultCaptured captured)
                {
                    order.Add(captured.Record.Id);
                    effects[captured.Record.Id] = new UndoEntry.Effect(captured.Record, UndoPhase.Captured);
                }
                else if (Change(happened) is var (id, change) && effects.TryGetValue(id, out var effect))
                {
                    effects[id] = change(effect);
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            // What stands before the damage counts.
        }

        return [.. order.Select(id => effects[id])];
    }

    private static (string Id, Func<UndoEntry.Effect, UndoEntry.Effect> Change)? Change(RunEvent happened) =>
        happened switch
        {
            FaultApplying applying => (applying.Effect, effect => effect with { Phase = UndoPhase.Applying }),
            FaultApplied applied => (
                applied.Effect,
                effect => effect with { Phase = UndoPhase.Applied, Record = effect.Record with { After = applied.After } }
            ),
            FaultReverting reverting => (reverting.Effect, effect => effect with { Phase = UndoPhase.Reverting }),
            FaultReverted reverted => (reverted.Effect, effect => effect.After(reverted.Result)),
            _ => null,
        };
}
