using System.Collections.Immutable;
using Faultline.Abstractions.Data;

namespace Faultline.Engine.Reports.Reading;

/// <summary>Reads the faults of a journal; what is missing or of another type is left out.</summary>
internal static class FaultReader
{
    public static ImmutableArray<FaultRecord> ReadAll(DataObject own) => [.. own.ItemsOf("faults").OfType<DataObject>().Select(Read)];

    private static FaultRecord Read(DataObject fault)
    {
        var undo = fault.ObjectOf("undo");
        var record = new FaultRecord
        {
            Activity = fault.WordOf("activity") ?? "unnamed",
            IsFault = fault.WordOf("kind") != "change",
            What = fault.WordOf("what"),
            Backend = fault.WordOf("backend"),
            Start = fault.TimeOf("applied"),
            End = undo.TimeOf("at"),
            Proofs =
            [
                .. fault
                    .ItemsOf("proofs")
                    .OfType<DataObject>()
                    .Select(proof => (proof.WordOf("moment") ?? "", proof.WordOf("state") ?? "", proof.WordOf("seen") ?? "")),
            ],
            Undo = undo.WordOf("state"),
            UndoMessage = undo.WordOf("message"),
            Irreversible = undo.WordOf("irreversible"),
        };
        return record.IsLeft
            ? record with
            {
                Commands = [.. undo.ItemsOf("commands").OfType<DataString>().Select(command => command.Value)],
            }
            : record;
    }
}
