using System.Collections.Immutable;
using System.Globalization;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Faults;
using Faultline.Host.Targets;
using Faultline.Linux.Processes;

namespace Faultline.Host.Processes;

/// <summary>Sends a signal to processes, and to those that fit by then, round after round.</summary>
/// <param name="which">Which.</param>
/// <param name="signal">The signal's name or number.</param>
/// <param name="interval">The seconds between two rounds; 0 for one round.</param>
internal sealed class ProcessKill(ProcessQuery which, string signal, double interval) : IFault
{
    private const double LeastInterval = 0.01;

    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    private KillRounds? _rounds;

    public Task<CapturedFault> CaptureAsync(FaultContext context, CancellationToken stop)
    {
        var number = Number();
        if (interval is not 0 && !(interval is >= LeastInterval and <= int.MaxValue))
        {
            throw new FaultRefusedException(
                $"'interval' is {interval}, which is no time between two rounds",
                $"Give 0 for one round, or {LeastInterval} seconds or more."
            );
        }

        var chosen = ProcessSelection.Choose(TargetFinder.OfThisHost.Find(context), which, context.Seed);
        foreach (var one in chosen)
        {
            if (ProcessSignal.Send(one.Key, 0) == SignalResult.NotPermitted)
            {
                throw ProcessStop.NotPermitted(RecordedProcess.Of(one).Words);
            }
        }

        var processes = chosen.Select(RecordedProcess.Of).ToImmutableArray();
        var again = interval is 0 ? "" : string.Create(CultureInfo.InvariantCulture, $", and again every {interval} s");
        return Task.FromResult(
            new CapturedFault
            {
                What = $"send SIG{ProcessSignal.Name(number)} to {ProcessSelection.Words(chosen)}{again}",
                Before = DataObject.Of(("signal", (long)number), ("processes", RecordedProcess.Write(processes))),
                Claims = [.. processes.Select(one => one.Claim with { IsShared = true })],
                Undo = [],
                Irreversible = "What a signal has ended stays ended, unless whoever started it starts it again.",
                Persists = false,
            }
        );
    }

    public async Task<AppliedFault> ApplyAsync(UndoRecord record, FaultContext context, CancellationToken stop)
    {
        var number = Number();
        var recorded = RecordedProcess.Read(record);
        foreach (var one in recorded)
        {
            stop.ThrowIfCancellationRequested();
            Send(one, number, context);
        }

        var isDeadly = IsDeadly(number);
        for (var begun = context.Time.GetTimestamp(); isDeadly && Alive(recorded) > 0 && context.Time.GetElapsedTime(begun) < Limit; )
        {
            await Task.Delay(Step, context.Time, stop);
        }

        if (interval is 0)
        {
            return new AppliedFault { After = DataObject.Of(("sent", (long)recorded.Length)) };
        }

        // Found anew each time: who was started again is hit again. A choice by chance is drawn anew, too.
        var round = 0;
        _rounds = KillRounds.Begin(
            () =>
            {
                var place = TargetFinder.OfThisHost.Find(context);
                var seed = unchecked(context.Seed + Interlocked.Increment(ref round));
                return [.. ProcessSelection.Find(place, which, seed).Select(RecordedProcess.Of)];
            },
            one => Send(one, number, context),
            TimeSpan.FromSeconds(interval),
            context.Time
        );
        return new AppliedFault { After = DataObject.Of(("sent", (long)recorded.Length)), Held = _rounds };
    }

    public Task<FaultProof> ProveAsync(UndoRecord record, FaultContext context, ProofMoment moment, CancellationToken stop)
    {
        var recorded = RecordedProcess.Read(record);
        var alive = Alive(recorded);
        var rounds = _rounds is null ? "" : string.Create(CultureInfo.InvariantCulture, $", {_rounds.Sent} signals in further rounds");
        var figures = DataObject.Of(
            ("processes", (long)recorded.Length),
            ("ended_processes", (long)(recorded.Length - alive)),
            ("further_signals", _rounds?.Sent ?? 0)
        );
        var seen = string.Create(
            CultureInfo.InvariantCulture,
            $"{recorded.Length - alive} of {recorded.Length} processes have ended{rounds}"
        );
        var state = moment switch
        {
            ProofMoment.Before => alive == recorded.Length ? ProofState.Absent : ProofState.Unknown,
            // A signal that ends nobody leaves no trace that everybody can see: that it was sent is all there is.
            ProofMoment.During => alive == 0 || (!IsDeadly(Number()) && record.After is not null) ? ProofState.Present
            : alive < recorded.Length ? ProofState.Unknown
            : ProofState.Absent,
            // Nobody is hit any more: that is all that can be undone.
            _ => _rounds is { IsOver: false } ? ProofState.Present : ProofState.Absent,
        };
        return Task.FromResult(new FaultProof(state, seen) { Figures = figures });
    }

    public Task<RevertResult> RevertAsync(UndoRecord record, FaultContext context, CancellationToken stop) =>
        Task.FromResult(new RevertResult(RevertState.NothingToRevert, "no more signals are sent; what has ended is not brought back"));

    private int Number() =>
        ProcessSignal.Number(signal)
        ?? throw new FaultRefusedException(
            $"there is no signal '{signal}'",
            Abstractions.Suggestion.Sentence(signal, ProcessSignal.AllNames) ?? "Look with 'kill -l'."
        );

    // What ends a process that did not prepare for it: of these KILL alone ends any.
    private static bool IsDeadly(int number) =>
        ProcessSignal.Name(number) is not ("CHLD" or "CONT" or "STOP" or "TSTP" or "TTIN" or "TTOU" or "URG" or "WINCH");

    private static int Alive(ImmutableArray<RecordedProcess> recorded) => recorded.Count(one => ProcessTable.Find(one.Key) is not null);

    private static void Send(RecordedProcess one, int number, FaultContext context)
    {
        if (ProcessSignal.Send(one.Key, number) == SignalResult.Sent)
        {
            context.Report($"Sending SIG{ProcessSignal.Name(number)} to {one.Words}");
        }
    }
}
