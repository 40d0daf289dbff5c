using Faultline.Abstractions.Data;
using Faultline.Abstractions.Faults;
using Faultline.Hosting.Undoing;
using Faultline.Linux.Processes;

namespace Faultline.Hosting.Tests;

/// <summary>Records to test with.</summary>
internal static class Some
{
    public static ProcessIdentity Nobody { get; } = ProcessIdentity.Own with { Key = new ProcessKey(4_194_303, 1) };

    public static UndoRecord Record(string id, string fault = "test.file") =>
        new()
        {
            Id = id,
            Run = "run-1",
            Fault = fault,
            Arguments = DataObject.Of(("path", "/tmp/ä\n\"x\"")),
            Target = DataObject.Of(("type", "process"), ("pid", 41)),
            What = "overwrite 'x'",
            Before = DataObject.Of(("text", "gut\u2028")),
            After = DataObject.Of(("text", "böse")),
            Claims = [new FaultClaim("file:" + id, "file 'x'", IsShared: true)],
            Undo = ["cp a b", "sync"],
            Irreversible = "because",
            Persists = true,
            Seed = -7,
            BootId = ProcessIdentity.BootIdNow,
            At = new DateTimeOffset(2026, 11, 21, 9, 0, 0, 123, 456, TimeSpan.Zero),
        };

    public static UndoEntry.Effect Effect(string id, UndoPhase phase) => new(Record(id), phase);
}
