using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Faults;
using Faultline.Engine.Model.Events;

namespace Faultline.Engine.Running.Faults;

/// <summary>One fault from its capture to where it is left to last.</summary>
internal sealed class FaultInjection(RunFaults faults, IFaultHolder holder, ActiveFault fault, FaultOptions options, TimeProvider time)
{
    /// <summary>Applies the fault and proves it; whatever goes wrong on the way, nothing of it is left.</summary>
    public async Task<ActivityOutcome> RunAsync(CancellationToken stop)
    {
        FaultProof proof;
        long begun;
        TimeSpan proving;
        try
        {
            await holder.KeepAsync(faults.Records.Masked(fault.Record), UndoPhase.Captured, secrets: null, stop);
            await ProveAsync(ProofMoment.Before, stop);
            stop.ThrowIfCancellationRequested();
            await faults.ApplyingAsync(holder, fault, stop);
            var after = await holder.ApplyAsync(fault.Record, fault.Context, stop);
            begun = time.GetTimestamp();
            fault.Record = fault.Record with { After = after };
            faults.Run.Append(new FaultApplied(fault.Record.Id, after), durable: true);
            await holder.KeepAsync(faults.Records.Masked(fault.Record), UndoPhase.Applied, secrets: null, stop);
            var looked = time.GetTimestamp();
            proof = await ProveAsync(ProofMoment.During, stop);
            proving = time.GetElapsedTime(looked);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            await faults.RevertAsync(fault, "the run was stopped");
            throw;
        }
        catch
        {
            await faults.RevertAsync(fault, "it could not be applied");
            throw;
        }

        if (options.Until == FaultUntil.Duration)
        {
            return await LastAsync(proof, begun, proving, stop);
        }

        return Outcome(proof);
    }

    // The effect lasts as long as was asked for, its proofs included; one that would end after that is not begun.
    private async Task<ActivityOutcome> LastAsync(FaultProof proof, long begun, TimeSpan proving, CancellationToken stop)
    {
        var why = "its duration is over";
        try
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, holder.Lost);
            if (Left() >= proving)
            {
                await TimerRange.DelayAsync(Left() - proving, time, either.Token);
                proof = await ProveAsync(ProofMoment.During, stop);
            }

            await TimerRange.DelayAsync(Left(), time, either.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            why = "the run was stopped";
            throw;
        }
        catch (OperationCanceledException)
        {
            why = "what holds it is gone";
            return new ActivityOutcome.Failed(holder.WhyLost ?? why);
        }
        finally
        {
            await faults.RevertAsync(fault, why);
        }

        return Outcome(proof);

        TimeSpan Left() => options.Duration!.Value - time.GetElapsedTime(begun) is { Ticks: > 0 } left ? left : TimeSpan.Zero;
    }

    private async Task<FaultProof> ProveAsync(ProofMoment moment, CancellationToken stop)
    {
        var proof = await holder.ProveAsync(fault.Record, fault.Context, moment, stop);
        faults.Run.Append(new FaultProven(fault.Record.Id, moment, proof));
        return proof;
    }

    private ActivityOutcome.Succeeded Outcome(FaultProof proof) =>
        new(
            DataObject.Of(
                ("effect", fault.Record.Id),
                ("what", fault.Record.What),
                ("seen", proof.Seen),
                ("figures", proof.Figures),
                ("seed", fault.Record.Seed)
            )
        );
}
