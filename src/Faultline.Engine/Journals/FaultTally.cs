using System.Collections.Immutable;
using Faultline.Abstractions.Faults;
using Faultline.Engine.Model;
using Faultline.Engine.Model.Events;

namespace Faultline.Engine.Journals;

/// <summary>What became of the faults of a run, and of the changes that it undoes: a projection of the log.</summary>
internal sealed class FaultTally
{
    private readonly Dictionary<string, Effect> _effects = [];

    /// <summary>Whether it is in doubt that every fault was there.</summary>
    public bool IsInDoubt { get; private set; }

    /// <summary>The undo state of the run, given that of its rollbacks.</summary>
    public UndoState With(UndoState rollbacks) =>
        _effects.Values.All(effect => !effect.MayBeThere) ? rollbacks
        : _effects.Values.Any(effect => effect is { MayBeThere: true, IsUndone: false }) ? UndoState.Incomplete
        : rollbacks == UndoState.NothingToUndo ? UndoState.Complete
        : rollbacks;

    /// <summary>Takes an event in.</summary>
    /// <returns>The reasons that it gives.</returns>
    public IEnumerable<Reason> See(RunEvent happened)
    {
        switch (happened)
        {
            case FaultCaptured captured:
                _effects[captured.Record.Id] = new Effect(captured);
                return [];
            case FaultApplying applying when Of(applying.Effect) is { } effect:
                effect.MayBeThere = true;
                return [];
            case FaultProven proven when Of(proven.Effect) is { } effect:
                return Judge(effect, proven);
            case FaultReverted reverted when Of(reverted.Effect) is { } effect:
                return End(effect, reverted);
            case FaultsLost lost:
                IsInDoubt = true;
                return [new Reason("unproven", $"The faults did not last as long as they should have: {lost.Why}.")];
            default:
                return [];
        }
    }

    /// <summary>What is still there, or may be, should the run have ended here.</summary>
    public ImmutableArray<Reason> Open() =>
        [
            .. _effects
                .Values.Where(effect => effect is { MayBeThere: true, IsUndone: false, IsEnded: false, Captured.Record.Irreversible: null })
                .Select(effect => new Reason(
                    "undo-failed",
                    $"What '{effect.Captured.Activity}' changed is not undone yet ({effect.Captured.Record.What}): 'faultline recover {effect.Captured.Record.Run}' does it.",
                    effect.Captured.Activity
                )),
        ];

    private Effect? Of(string id) => _effects.GetValueOrDefault(id);

    private IEnumerable<Reason> Judge(Effect effect, FaultProven proven)
    {
        var name = effect.Captured.Activity;
        switch (proven)
        {
            case { Moment: ProofMoment.Before, Proof.State: ProofState.Present }:
                IsInDoubt = true;
                return
                [
                    new Reason("unproven", $"The fault '{name}' is not proven: its effect was there before it: {proven.Proof.Seen}.", name),
                ];
            case { Moment: ProofMoment.During, Proof.State: not ProofState.Present } when !effect.IsUnproven:
                IsInDoubt = true;
                effect.IsUnproven = true;
                return [new Reason("unproven", $"The fault '{name}' is not proven: {proven.Proof.Seen}.", name)];
            default:
                return [];
        }
    }

    private static IEnumerable<Reason> End(Effect effect, FaultReverted reverted)
    {
        effect.IsEnded = true;
        effect.IsUndone = reverted.IsUndone;
        if (reverted.IsUndone)
        {
            return [];
        }

        var record = effect.Captured.Record;
        var commands = reverted.Result.Commands.IsDefaultOrEmpty ? record.Undo : reverted.Result.Commands;
        return
        [
            new Reason(
                "undo-failed",
                $"What '{effect.Captured.Activity}' changed could not be put back ({record.What}): {reverted.Result.Message}."
                    + (commands.IsDefaultOrEmpty ? "" : " By hand: " + string.Join("; ", commands)),
                effect.Captured.Activity
            ),
        ];
    }

    private sealed class Effect(FaultCaptured captured)
    {
        public FaultCaptured Captured => captured;

        public bool MayBeThere { get; set; }

        public bool IsUnproven { get; set; }

        public bool IsEnded { get; set; }

        public bool IsUndone
        {
            get => field || captured.Record.Irreversible is not null;
            set;
        }
    }
}
