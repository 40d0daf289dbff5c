using System.Collections.Immutable;
using System.Globalization;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Faults;
using Faultline.Host.Targets;
using Faultline.Linux.Processes;

namespace Faultline.Host.Processes;

/// <summary>Stops processes, and lets those go on that it has stopped.</summary>
/// <param name="which">Which.</param>
internal sealed class ProcessStop(ProcessQuery which) : IFault
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    public Task<CapturedFault> CaptureAsync(FaultContext context, CancellationToken stop)
    {
        var place = TargetFinder.OfThisHost.Find(context);
        var chosen = ProcessSelection.Choose(place, which, context.Seed);
        // Stopped already, by whomever: that is theirs, and no part of the effect.
        var running = chosen.Where(one => one.State is not ('T' or 't')).ToList();
        if (running.Count == 0)
        {
            throw new FaultRefusedException(
                $"{ProcessSelection.Words(chosen)}: stopped already",
                "Let it go on first, with 'kill -s CONT'."
            );
        }

        MaySignal(running);
        var processes = running.Select(RecordedProcess.Of).ToImmutableArray();
        var pids = string.Join(' ', running.Select(one => one.Pid.ToString(CultureInfo.InvariantCulture)));
        return Task.FromResult(
            new CapturedFault
            {
                What = "stop " + ProcessSelection.Words(running),
                Before = DataObject.Of(("processes", RecordedProcess.Write(processes))),
                Claims = [.. processes.Select(one => one.Claim)],
                Undo = [$"kill -s CONT {pids}"],
                Persists = true,
                Limits =
                    chosen.Count == running.Count
                        ? []
                        : [$"{ProcessSelection.Words([.. chosen.Except(running)])}: stopped before, and will stay stopped."],
            }
        );
    }

    public async Task<AppliedFault> ApplyAsync(UndoRecord record, FaultContext context, CancellationToken stop)
    {
        foreach (var one in RecordedProcess.Read(record))
        {
            stop.ThrowIfCancellationRequested();
            if (ProcessSignal.Send(one.Key, ProcessSignal.Stop) == SignalResult.NotPermitted)
            {
                throw NotPermitted(one.Words);
            }

            context.Report("Stopping " + one.Words);
        }

        await UntilAsync(() => Alive(record).TrueForAll(one => one.IsStopped), context.Time, stop);
        return new AppliedFault();
    }

    public Task<FaultProof> ProveAsync(UndoRecord record, FaultContext context, ProofMoment moment, CancellationToken stop)
    {
        var alive = Alive(record);
        var stopped = alive.Count(one => one.IsStopped);
        var seen = string.Create(CultureInfo.InvariantCulture, $"{stopped} of {alive.Count} processes are stopped");
        var state =
            stopped == 0 ? ProofState.Absent
            : stopped == alive.Count || moment != ProofMoment.During ? ProofState.Present
            : ProofState.Unknown;
        return Task.FromResult(
            new FaultProof(state, seen) { Figures = DataObject.Of(("stopped_processes", (long)stopped), ("processes", (long)alive.Count)) }
        );
    }

    public async Task<RevertResult> RevertAsync(UndoRecord record, FaultContext context, CancellationToken stop)
    {
        var continued = 0;
        foreach (var one in RecordedProcess.Read(record))
        {
            // A process that runs may have a use of its own for the signal. A stop that was sent may not have been obeyed yet.
            if (ProcessTable.Find(one.Key) is not { } found || !(found.IsStopped || ProcessTable.HasPending(found.Pid, ProcessSignal.Stop)))
            {
                continue;
            }

            switch (ProcessSignal.Send(one.Key, ProcessSignal.Continue))
            {
                case SignalResult.Sent:
                    continued++;
                    break;
                case SignalResult.NotPermitted:
                    return new RevertResult(RevertState.Failed, $"we may not let {one.Words} go on");
                default:
                    break;
            }
        }

        await UntilAsync(() => !Alive(record).Exists(one => one.IsStopped), context.Time, stop);
        var left = Alive(record).Where(one => one.IsStopped).ToList();
        return left.Count > 0 ? new RevertResult(RevertState.Failed, "stopped still, or again: " + ProcessSelection.Words(left))
            : continued == 0 ? new RevertResult(RevertState.NothingToRevert, "none of the processes is stopped")
            : new RevertResult(
                RevertState.Reverted,
                string.Create(CultureInfo.InvariantCulture, $"{continued} {(continued == 1 ? "process goes" : "processes go")} on")
            );
    }

    // Not for long: one in the kernel's hands (state D) obeys when it comes back from there.
    private static async Task UntilAsync(Func<bool> holds, TimeProvider time, CancellationToken stop)
    {
        for (var begun = time.GetTimestamp(); !holds() && time.GetElapsedTime(begun) < Limit; )
        {
            await Task.Delay(Step, time, stop);
        }
    }

    private static void MaySignal(List<ProcessStat> processes)
    {
        foreach (var one in processes)
        {
            if (ProcessSignal.Send(one.Key, 0) == SignalResult.NotPermitted)
            {
                throw NotPermitted(RecordedProcess.Of(one).Words);
            }
        }
    }

    internal static FaultRefusedException NotPermitted(string process) =>
        new($"we may not signal {process}", "Run as its user, as root, or with CAP_KILL.");

    private static List<ProcessStat> Alive(UndoRecord record) =>
        [.. RecordedProcess.Read(record).Select(one => ProcessTable.Find(one.Key)).OfType<ProcessStat>()];
}
