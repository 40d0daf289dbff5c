using Faultline.Abstractions.Faults;
using Faultline.Engine.Model.Events;

namespace Faultline.Engine.Running.Faults;

/// <summary>Puts effects back. Nothing gates it: not the log, not the watchdog, not a wish to stop.</summary>
internal sealed class FaultReverts(RunFaults faults, RunHolder holder, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan[] Pauses = [TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(2)];

    /// <summary>Puts one effect back, verifies it, and writes down how that ended.</summary>
    public async Task RevertAsync(ActiveFault fault, string why)
    {
        faults.TryAppend(new FaultReverting(fault.Record.Id, why));
        await TryKeepAsync(fault, UndoPhase.Reverting);
        var result = await RepeatAsync(fault);
        if (!result.IsIncomplete && fault.Reversal is null && fault.Record.Irreversible is null)
        {
            result = await VerifyAsync(fault, result);
        }

        faults.TryAppend(new FaultReverted(fault.Record.Id, result), durable: true);
        await TryKeepAsync(fault, result.IsIncomplete ? UndoPhase.Failed : UndoPhase.Reverted);
    }

    /// <summary>Writes down that there is nothing to put back.</summary>
    public async Task ForgetAsync(ActiveFault fault, string why)
    {
        faults.TryAppend(new FaultReverted(fault.Record.Id, new RevertResult(RevertState.NothingToRevert, why)), durable: true);
        await TryKeepAsync(fault, UndoPhase.Reverted);
    }

    // What failed once may work a moment later: a busy file system, a server that restarts.
    private async Task<RevertResult> RepeatAsync(ActiveFault fault)
    {
        var result = await AttemptAsync(fault);
        foreach (var pause in Pauses)
        {
            if (result.State != RevertState.Failed)
            {
                break;
            }

            await Task.Delay(pause, time);
            result = await AttemptAsync(fault);
        }

        return result;
    }

    private async Task<RevertResult> AttemptAsync(ActiveFault fault)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        try
        {
            return fault.Reversal is { } reversal
                ? await reversal.RevertAsync(fault.Record, fault.Secrets, patience.Token)
                : await (await holder.GetAsync(patience.Token)).RevertAsync(fault.Record, fault.Context, patience.Token);
        }
        catch (OperationCanceledException)
        {
            return new RevertResult(RevertState.Failed, $"it took longer than {Patience.TotalSeconds:0} s");
        }
        catch (Exception e)
        {
            // The boundary of an undo: whatever it throws, the others are still put back.
            return new RevertResult(RevertState.Failed, e is FaultRefusedException ? e.Message : $"{e.GetType().Name}: {e.Message}");
        }
    }

    private async Task<RevertResult> VerifyAsync(ActiveFault fault, RevertResult result)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        FaultProof proof;
        try
        {
            proof = await (await holder.GetAsync(patience.Token)).ProveAsync(
                fault.Record,
                fault.Context,
                ProofMoment.After,
                patience.Token
            );
        }
        catch (Exception e)
        {
            // The revert has read its work back; only the second look is missing.
            proof = new FaultProof(ProofState.Unknown, $"nobody could look: {e.Message}");
        }

        faults.TryAppend(new FaultProven(fault.Record.Id, ProofMoment.After, proof));
        return proof.State == ProofState.Present
            ? new RevertResult(RevertState.Failed, $"its effect is still there: {proof.Seen}")
            : result;
    }

    private async Task TryKeepAsync(ActiveFault fault, UndoPhase phase)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        try
        {
            await (await holder.GetAsync(patience.Token)).KeepAsync(
                faults.Records.Masked(fault.Record),
                phase,
                secrets: null,
                patience.Token
            );
        }
        catch (Exception e) when (e is IOException or FaultRefusedException or OperationCanceledException)
        {
            // The undo does not wait for a record of itself; should it be left open there, it is done twice.
        }
    }
}
