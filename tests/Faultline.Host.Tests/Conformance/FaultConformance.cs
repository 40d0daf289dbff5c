using Faultline.Abstractions.Data;
using Faultline.Abstractions.Faults;

namespace Faultline.Host.Tests.Conformance;

/// <summary>
/// What every fault owes its users. A test class for a fault inherits it and describes a small world:
/// <code>
/// public sealed class StopConformance : FaultConformance { protected override FaultWorld World() => new StoppedSleeper(); }
/// </code>
/// </summary>
public abstract class FaultConformance
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>A new world, not made yet.</summary>
    protected abstract FaultWorld World();

    [Fact]
    public Task Looking_at_the_target_changes_nothing() =>
        InWorldAsync(
            async (world, trial, stop) =>
            {
                var before = await world.ReadAsync(stop);
                var names = await world.NamesAsync(stop);
                await trial.CaptureAsync(stop);
                (await world.ReadAsync(stop)).ShouldBe(before);
                (await world.NamesAsync(stop)).ShouldBe(names, ignoreOrder: true);
                (await trial.ProveAsync(ProofMoment.Before, stop)).State.ShouldBe(ProofState.Absent);
                (await world.ReadAsync(stop)).ShouldBe(before);
            }
        );

    [Fact]
    public Task It_is_there_once_applied_and_gone_once_reverted() =>
        InWorldAsync(
            async (world, trial, stop) =>
            {
                var before = await world.ReadAsync(stop);
                var outside = await world.ReadOutsideAsync(stop);
                await trial.CaptureAsync(stop);
                await trial.ApplyAsync(stop);
                var proof = await trial.ProveAsync(ProofMoment.During, stop);
                proof.State.ShouldBe(ProofState.Present, proof.Seen);
                (await world.ReadAsync(stop)).ShouldNotBe(
                    before,
                    "the world doesn't show the effect: its ReadAsync looks at something else"
                );
                (await world.ReadOutsideAsync(stop)).ShouldBe(outside);
                var reverted = await trial.RevertAsync(stop);
                reverted.IsIncomplete.ShouldBeFalse(reverted.Message);
                proof = await trial.ProveAsync(ProofMoment.After, stop);
                proof.State.ShouldBe(ProofState.Absent, proof.Seen);
                (await world.ReadOutsideAsync(stop)).ShouldBe(outside);
                await ShouldBeAsBeforeAsync(world, before, stop);
            }
        );

    [Fact]
    public Task A_second_revert_finds_nothing_to_do() =>
        InWorldAsync(
            async (world, trial, stop) =>
            {
                var before = await world.ReadAsync(stop);
                await trial.CaptureAsync(stop);
                await trial.ApplyAsync(stop);
                (await trial.RevertAsync(stop)).IsIncomplete.ShouldBeFalse();
                var again = await trial.RevertAsync(stop);
                again.State.ShouldBe(RevertState.NothingToRevert, again.Message);
                await trial.DieAsync(knowsAfter: false);
                again = await trial.RevertAsync(stop);
                again.State.ShouldBe(RevertState.NothingToRevert, again.Message);
                await ShouldBeAsBeforeAsync(world, before, stop);
            }
        );

    [Fact]
    public Task A_revert_of_what_was_never_applied_finds_nothing_to_do() =>
        InWorldAsync(
            async (world, trial, stop) =>
            {
                var before = await world.ReadAsync(stop);
                await trial.CaptureAsync(stop);
                var result = await trial.RevertAsync(stop);
                result.State.ShouldBe(RevertState.NothingToRevert, result.Message);
                await trial.DieAsync(knowsAfter: false);
                (await trial.RevertAsync(stop)).State.ShouldBe(RevertState.NothingToRevert);
                (await world.ReadAsync(stop)).ShouldBe(before);
            }
        );

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public Task The_record_alone_is_enough_to_undo_it_after_a_death(bool knowsWhatWasLeft) =>
        InWorldAsync(
            async (world, trial, stop) =>
            {
                var before = await world.ReadAsync(stop);
                await trial.CaptureAsync(stop);
                await trial.ApplyAsync(stop);
                await trial.DieAsync(knowsWhatWasLeft);
                var result = await trial.RevertAsync(stop);
                result.IsIncomplete.ShouldBeFalse(result.Message);
                (await trial.ProveAsync(ProofMoment.After, stop)).State.ShouldNotBe(ProofState.Present);
                await ShouldBeAsBeforeAsync(world, before, stop);
            }
        );

    [Fact]
    public Task A_target_that_is_gone_counts_as_reverted() =>
        InWorldAsync(
            async (world, trial, stop) =>
            {
                await trial.CaptureAsync(stop);
                await trial.ApplyAsync(stop);
                if (!await world.RemoveTargetAsync(stop))
                {
                    Assert.Skip("its target can't go away");
                }

                var gone = await world.ReadAsync(stop);
                await trial.DieAsync(knowsAfter: true);
                var result = await trial.RevertAsync(stop);
                result.IsIncomplete.ShouldBeFalse(result.Message);
                (await world.ReadAsync(stop)).ShouldBe(gone);
            }
        );

    [Fact]
    public Task What_was_applied_half_way_is_undone() =>
        InWorldAsync(
            async (world, trial, stop) =>
            {
                var before = await world.ReadAsync(stop);
                foreach (var microseconds in new[] { 0, 50, 200, 1000, 5000 })
                {
                    await using var next = await FaultTrial.BeginAsync(world);
                    await next.CaptureAsync(stop);
                    using var cut = CancellationTokenSource.CreateLinkedTokenSource(stop);
                    if (microseconds == 0)
                    {
                        await cut.CancelAsync();
                    }

                    cut.CancelAfter(TimeSpan.FromMicroseconds(microseconds));
                    try
                    {
                        await next.ApplyAsync(cut.Token);
                    }
                    catch (Exception e) when (e is OperationCanceledException or FaultRefusedException)
                    {
                        // Cut off, with whatever it had done by then.
                    }

                    await next.DieAsync(knowsAfter: false);
                    var result = await next.RevertAsync(stop);
                    result.IsIncomplete.ShouldBeFalse(result.Message);
                    (await world.ReadAsync(stop)).ShouldBe(before, $"cut off after {microseconds} µs");
                }
            },
            needsUndo: true
        );

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public Task What_somebody_else_did_meanwhile_is_left_alone(bool knowsWhatWasLeft) =>
        InWorldAsync(
            async (world, trial, stop) =>
            {
                await trial.CaptureAsync(stop);
                await trial.ApplyAsync(stop);
                if (await world.DisturbAsync(trial.Record, stop) is not { } disturbance)
                {
                    Assert.Skip("nobody else can change what it has changed");
                    return;
                }

                await trial.DieAsync(knowsWhatWasLeft);
                var result = await trial.RevertAsync(stop);
                result.State.ShouldBe(disturbance.Answer, result.Message);
                (await world.ReadAsync(stop)).ShouldBe(disturbance.Left);
            }
        );

    [Fact]
    public Task The_record_is_complete_and_holds_no_secret() =>
        InWorldAsync(
            async (world, trial, stop) =>
            {
                var record = await trial.CaptureAsync(stop);
                record.What.ShouldNotBeNullOrWhiteSpace();
                record.What.ShouldNotEndWith(".");
                var text = record.What + JsonText.Write(record.Before) + string.Join('\n', record.Undo);
                foreach (var secret in world.Secrets)
                {
                    text.ShouldNotContain(secret);
                }

                record.Claims.ShouldNotBeEmpty("a fault names what it changes, so that another is kept off it");
                foreach (var claim in record.Claims)
                {
                    claim.Identity.ShouldMatch("^[a-z0-9-]+:.+");
                    claim.Words.ShouldNotBeNullOrWhiteSpace();
                }

                await using var second = await FaultTrial.BeginAsync(world);
                var other = await second.CaptureAsync(stop);
                other.Claims.ShouldBe(record.Claims, "another fault on the same thing claims the same");
                (record.Irreversible is not null).ShouldBe(world.IsIrreversible);
                if (record.Persists && record.Irreversible is null)
                {
                    record.Undo.ShouldNotBeEmpty("what outlives its process is undone by commands that a person can type");
                }
            }
        );

    [Fact]
    public Task What_it_creates_carries_its_id() =>
        InWorldAsync(
            async (world, trial, stop) =>
            {
                var names = await world.NamesAsync(stop);
                await trial.CaptureAsync(stop);
                await trial.ApplyAsync(stop);
                foreach (var created in (await world.NamesAsync(stop)).Except(names, StringComparer.Ordinal))
                {
                    created.ShouldContain(trial.Context.Id);
                }

                (await trial.RevertAsync(stop)).IsIncomplete.ShouldBeFalse();
                (await world.NamesAsync(stop)).Except(names, StringComparer.Ordinal).ShouldBeEmpty();
            }
        );

    [Fact]
    public Task A_death_undoes_it_or_the_commands_in_its_record_do() =>
        InWorldAsync(
            async (world, trial, stop) =>
            {
                var before = await world.ReadAsync(stop);
                var names = await world.NamesAsync(stop);
                await trial.CaptureAsync(stop);
                await trial.ApplyAsync(stop);
                await trial.DieAsync(knowsAfter: true);
                foreach (var command in trial.Record.Persists ? trial.Record.Undo : [])
                {
                    (await Shell.RunAsync(command, stop)).ShouldBe((0, ""), command);
                }

                await ShouldBeAsBeforeAsync(world, before, stop);
                (await world.NamesAsync(stop)).ShouldBe(names, ignoreOrder: true);
                var result = await trial.RevertAsync(stop);
                result.State.ShouldBe(RevertState.NothingToRevert, result.Message);
            },
            needsUndo: true
        );

    [Fact]
    public Task Two_at_once_do_not_take_each_others_things_for_their_own() =>
        InWorldAsync(
            async (world, trial, stop) =>
            {
                // Held apart by their claims in a run; a record of another run must still never undo what is not its own.
                await using var other = await FaultTrial.BeginAsync(world);
                await other.CaptureAsync(stop);
                await trial.CaptureAsync(stop);
                await trial.ApplyAsync(stop);
                var applied = await world.ReadAsync(stop);
                if (trial.Record.Claims.All(claim => claim.IsShared))
                {
                    (await other.RevertAsync(stop)).State.ShouldBe(RevertState.NothingToRevert);
                    (await world.ReadAsync(stop)).ShouldBe(applied);
                }

                (await trial.RevertAsync(stop)).IsIncomplete.ShouldBeFalse();
            }
        );

    private static async Task ShouldBeAsBeforeAsync(FaultWorld world, string before, CancellationToken stop)
    {
        if (!world.IsIrreversible)
        {
            (await world.ReadAsync(stop)).ShouldBe(before);
        }
    }

    private async Task InWorldAsync(Func<FaultWorld, FaultTrial, CancellationToken, Task> test, bool needsUndo = false)
    {
        await using var world = World();
        Assert.SkipWhen(world.Missing is not null, world.Missing ?? "");
        Assert.SkipWhen(needsUndo && world.IsIrreversible, "it can't be undone, and says so");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Limit);
        await world.MakeAsync(limit.Token);
        await using var trial = await FaultTrial.BeginAsync(world);
        try
        {
            await test(world, trial, limit.Token);
        }
        finally
        {
            // Whatever the test found: what it broke is mended as far as the fault can.
            if (trial.Record is not null)
            {
                await trial.RevertAsync(CancellationToken.None);
            }
        }
    }
}
