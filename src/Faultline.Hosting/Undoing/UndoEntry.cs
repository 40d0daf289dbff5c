using System.Collections.Immutable;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Faults;
using Faultline.Linux.Processes;

namespace Faultline.Hosting.Undoing;

/// <summary>What one line of an undo log says.</summary>
public abstract record UndoEntry
{
    /// <summary>Which processes answer for the log from here on.</summary>
    /// <param name="Run">The run.</param>
    /// <param name="Engine">The process that runs the experiment.</param>
    /// <param name="Watchdog">The process that writes the log.</param>
    public sealed record Owners(string Run, ProcessIdentity Engine, ProcessIdentity Watchdog) : UndoEntry;

    /// <summary>How far an effect has come, with all that is known of it.</summary>
    /// <param name="Record">The record, as of then.</param>
    /// <param name="Phase">How far it had come.</param>
    public sealed record Effect(UndoRecord Record, UndoPhase Phase) : UndoEntry
    {
        /// <summary>What was found or done, in a sentence without a full stop; null where there is nothing to say.</summary>
        public string? Message { get; init; }

        /// <summary>The commands for a person, where they are others than the record's.</summary>
        public ImmutableArray<string> Commands { get; init; } = [];

        /// <summary>Whether something may be left to undo.</summary>
        public bool IsOpen => Phase != UndoPhase.Reverted;

        /// <summary>What a person would type.</summary>
        public ImmutableArray<string> ForAPerson => Commands.IsEmpty ? Record.Undo : Commands;

        /// <summary>The same effect after an attempt to revert it.</summary>
        public Effect After(RevertResult result) =>
            this with
            {
                Phase = result.IsIncomplete ? UndoPhase.Failed : UndoPhase.Reverted,
                Message = result.Message,
                Commands = result.Commands,
            };
    }

    internal static DataObject Write(UndoEntry entry) =>
        entry switch
        {
            Owners owners => DataObject.Of(
                ("run", owners.Run),
                ("engine", IdentityText.Write(owners.Engine)),
                ("watchdog", IdentityText.Write(owners.Watchdog))
            ),
            Effect effect => Write(effect),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    internal static UndoEntry Read(DataObject text) =>
        text.Has("phase")
            ? new Effect(
                UndoRecordText.Read(text["record"] ?? throw new InvalidDataException("the line holds no record")),
                UndoRecordText.Phase(text.Text("phase")) ?? throw new InvalidDataException("the line's phase is not known")
            )
            {
                Message = text.Text("message"),
                Commands = [.. ((text["commands"] as DataArray)?.Items ?? []).OfType<DataString>().Select(command => command.Value)],
            }
            : new Owners(
                text.Text("run") ?? throw new InvalidDataException("the line names no run"),
                IdentityText.Read(text["engine"]),
                IdentityText.Read(text["watchdog"])
            );

    private static DataObject Write(Effect effect)
    {
        var text = DataObject.Of(("phase", UndoRecordText.Name(effect.Phase)), ("record", UndoRecordText.Write(effect.Record)));
        text = effect.Message is null ? text : text.With("message", effect.Message);
        return effect.Commands.IsEmpty ? text : text.With("commands", DataArray.Of(effect.Commands.Select(command => (DataNode)command)));
    }
}
