using Faultline.Abstractions.Faults;
using Faultline.Host.Processes;
using Faultline.Host.Tests.Conformance;
using Faultline.Linux.Processes;

namespace Faultline.Host.Tests.Processes;

public sealed class KillTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact(Timeout = 60_000)]
    public async Task Who_is_started_again_is_hit_again_until_it_is_over()
    {
        await using var sleepers = new Sleepers();
        await sleepers.StartAsync(Stop);
        var fault = new ProcessKill(new(Process: sleepers.Mark, Full: true), "TERM", 0.02);
        var lines = new List<string>();
        var context = Trials.Context() with
        {
            Report = line =>
            {
                lock (lines)
                {
                    lines.Add(line);
                }
            },
        };
        var record = Trials.Record(await fault.CaptureAsync(context, Stop), context);
        record.What.ShouldBe($"send SIGTERM to sh ({sleepers.Pids[0]}), and again every 0.02 s");
        var applied = await fault.ApplyAsync(record, context, Stop);
        sleepers.Read().ShouldBe($"{sleepers.Pids[0]} gone");
        // Its supervisor starts another.
        await StartDoomedAsync(sleepers);
        await Poll.UntilAsync(() => ProcessTable.Find(sleepers.Pids[1]) is null or { HasEnded: true }, Stop);
        var proof = await fault.ProveAsync(record, context, ProofMoment.During, Stop);
        proof.State.ShouldBe(ProofState.Present);
        proof.Seen.ShouldStartWith("1 of 1 processes have ended, ");
        await applied.Held!.DisposeAsync();
        await sleepers.StartAsync(Stop);
        await Task.Delay(100, Stop);
        sleepers.Read().ShouldEndWith($"{sleepers.Pids[2]} running");
        lines[0].ShouldBe($"Sending SIGTERM to sh ({sleepers.Pids[0]})");
    }

    [Fact(Timeout = 60_000)]
    public async Task One_round_is_one_round()
    {
        await using var sleepers = new Sleepers();
        await sleepers.StartAsync(Stop);
        var fault = new ProcessKill(new(Process: sleepers.Mark, Full: true), "9", 0);
        var context = Trials.Context();
        var record = Trials.Record(await fault.CaptureAsync(context, Stop), context);
        (await fault.ProveAsync(record, context, ProofMoment.Before, Stop)).State.ShouldBe(ProofState.Absent);
        (await fault.ApplyAsync(record, context, Stop)).Held.ShouldBeNull();
        (await fault.ProveAsync(record, context, ProofMoment.During, Stop)).State.ShouldBe(ProofState.Present);
        record.Irreversible.ShouldNotBeNull();
    }

    [Fact(Timeout = 60_000)]
    public async Task A_signal_that_is_taken_without_an_end_is_no_proof()
    {
        await using var sleepers = new Sleepers();
        await sleepers.StartAsync(Stop, "trap '' TERM; sleep 300 & while :; do wait; sleep 0.1; done");
        var fault = new ProcessKill(new(Process: sleepers.Mark, Full: true), "TERM", 0);
        var context = Trials.Context();
        var record = Trials.Record(await fault.CaptureAsync(context, Stop), context);
        await fault.ApplyAsync(record, context, Stop);
        (await fault.ProveAsync(record, context, ProofMoment.During, Stop)).State.ShouldBe(ProofState.Absent);
    }

    [Theory]
    [InlineData("KIL", 1, "there is no signal 'KIL'")]
    [InlineData("KILL", -1, "'interval' is -1")]
    [InlineData("KILL", 0.001, "'interval' is 0.001")]
    public async Task What_there_is_not_is_refused(string signal, double interval, string message)
    {
        await using var sleepers = new Sleepers();
        await sleepers.StartAsync(Stop);
        var fault = new ProcessKill(new(Process: sleepers.Mark, Full: true), signal, interval);
        (await Should.ThrowAsync<FaultRefusedException>(() => fault.CaptureAsync(Trials.Context(), Stop))).Message.ShouldContain(message);
    }

    // It is hit as soon as it shows the word: whether it came as far as its own child is not waited for.
    private static async Task StartDoomedAsync(Sleepers sleepers)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var started = sleepers.StartAsync(limit.Token);
        await Poll.UntilAsync(() => sleepers.Pids.Count == 2, Stop);
        await Poll.UntilAsync(() => started.IsCompleted || ProcessTable.Find(sleepers.Pids[1]) is null or { HasEnded: true }, Stop);
        await limit.CancelAsync();
        try
        {
            await started;
        }
        catch (OperationCanceledException)
        {
            // It never came so far.
        }
    }
}
