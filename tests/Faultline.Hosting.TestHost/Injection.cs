using Faultline.Abstractions.Data;
using Faultline.Abstractions.Faults;
using Faultline.Linux.Processes;

namespace Faultline.Hosting.TestHost;

/// <summary>What an engine does with a fault, step by step.</summary>
public sealed class Injection(IFaultHolder holder, string run)
{
    private int _count;

    /// <summary>Captures, writes down, applies.</summary>
    public async Task<(UndoRecord Record, FaultContext Context)> ApplyAsync(
        string fault,
        DataObject arguments,
        DataObject? secrets = null,
        CancellationToken stop = default
    )
    {
        var (record, context) = await CaptureAsync(fault, arguments, stop);
        await holder.KeepAsync(record, UndoPhase.Captured, secrets, stop);
        await holder.KeepAsync(record, UndoPhase.Applying, null, stop);
        record = record with { After = await holder.ApplyAsync(record, context, stop) };
        await holder.KeepAsync(record, UndoPhase.Applied, null, stop);
        return (record, context);
    }

    /// <summary>Captures.</summary>
    public async Task<(UndoRecord Record, FaultContext Context)> CaptureAsync(
        string fault,
        DataObject arguments,
        CancellationToken stop = default
    )
    {
        var context = new FaultContext { Id = $"fl-{run[^4..]}-{++_count}", Run = run };
        var captured = await holder.CaptureAsync(new FaultOrder(fault, arguments, context), stop);
        var record = new UndoRecord
        {
            Id = context.Id,
            Run = run,
            Fault = fault,
            Arguments = arguments,
            What = captured.What,
            Before = captured.Before,
            Claims = captured.Claims,
            Undo = captured.Undo,
            Persists = captured.Persists,
            BootId = ProcessIdentity.BootIdNow,
            At = TimeProvider.System.GetUtcNow(),
        };
        return (record, context);
    }

    /// <summary>Reverts, and writes down how that went.</summary>
    public async Task<RevertResult> RevertAsync(UndoRecord record, FaultContext context)
    {
        await holder.KeepAsync(record, UndoPhase.Reverting, null, CancellationToken.None);
        var result = await holder.RevertAsync(record, context, CancellationToken.None);
        await holder.KeepAsync(record, result.IsIncomplete ? UndoPhase.Failed : UndoPhase.Reverted, null, CancellationToken.None);
        return result;
    }
}
