using Faultline.Abstractions.Data;
using Faultline.Abstractions.Faults;

namespace Faultline.Host.Tests.Conformance;

/// <summary>Contexts and records, as the engine makes them.</summary>
internal static class Trials
{
    public static FaultContext Context(DataObject? target = null) =>
        new()
        {
            Id = "fl-" + Convert.ToHexStringLower(Guid.NewGuid().ToByteArray())[..10],
            Run = "test",
            Target = target ?? DataObject.Empty,
            Seed = 7,
        };

    public static UndoRecord Record(CapturedFault captured, FaultContext context, string fault = "", DataObject? arguments = null) =>
        new()
        {
            Id = context.Id,
            Run = context.Run,
            Fault = fault,
            Arguments = arguments ?? DataObject.Empty,
            Target = context.Target,
            What = captured.What,
            Before = captured.Before,
            Claims = captured.Claims,
            Undo = captured.Undo,
            Irreversible = captured.Irreversible,
            Persists = captured.Persists,
            Seed = context.Seed,
            BootId = File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim(),
            At = TimeProvider.System.GetUtcNow(),
        };
}
