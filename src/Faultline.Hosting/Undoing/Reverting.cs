using System.Collections.Immutable;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Faults;
using Faultline.Abstractions.Functions;
using Faultline.Hosting.Holding;
using Faultline.Linux.Processes;

namespace Faultline.Hosting.Undoing;

/// <summary>Reverts what records name, in a process that did not apply it.</summary>
internal sealed class Reverting(FunctionCatalog functions, IReadOnlyList<IReversal> reversals, HoldingLimits limits, TimeProvider time)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    // An attempt that was told to end may take a moment to do so.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    /// <summary>Why nobody could revert the record in this process; null where somebody can.</summary>
    public async Task<string?> WhyNotAsync(UndoRecord record)
    {
        try
        {
            _ = FindReversal(record) ?? (object)await BindAsync(record);
            return null;
        }
        catch (FaultRefusedException e)
        {
            return e.Message;
        }
    }

    /// <summary>
    /// Reverts effects, the last first where they are at the same thing and otherwise at once; what fails is tried again, with growing
    /// pauses, for as long as the limits allow.
    /// </summary>
    /// <param name="effects">The effects, in the order in which they were captured.</param>
    /// <param name="secrets">What a reversal needs besides, by effect.</param>
    /// <param name="written">Called before and after: what becomes of each effect. One at a time.</param>
    /// <param name="stop">Ends the repetitions, not an attempt.</param>
    public async Task<ImmutableArray<UndoEntry.Effect>> RunAsync(
        IReadOnlyList<UndoEntry.Effect> effects,
        Func<string, DataObject> secrets,
        Action<UndoEntry.Effect> written,
        CancellationToken stop
    )
    {
        var serial = new Lock();
        var begun = new List<(UndoEntry.Effect Effect, Task<UndoEntry.Effect> Done)>();
        foreach (var effect in effects.Reverse())
        {
            var before = begun.Where(other => Touch(other.Effect.Record, effect.Record)).Select(other => other.Done).ToArray();
            begun.Add((effect, Task.Run(() => RevertAsync(before, effect), CancellationToken.None)));
        }

        var done = await Task.WhenAll(begun.Select(one => one.Done));
        return [.. done.Reverse()];

        async Task<UndoEntry.Effect> RevertAsync(Task[] before, UndoEntry.Effect effect)
        {
            await Task.WhenAll(before);
            Note(effect with { Phase = UndoPhase.Reverting, Message = null, Commands = [] });
            var after = effect.After(await RepeatAsync(effect.Record, secrets(effect.Record.Id), stop));
            Note(after);
            return after;
        }

        void Note(UndoEntry.Effect effect)
        {
            lock (serial)
            {
                written(effect);
            }
        }
    }

    /// <summary>One attempt, bounded in time. What goes wrong is in the result.</summary>
    /// <param name="record">The record.</param>
    /// <param name="secrets">What a reversal needs besides.</param>
    public async Task<(RevertResult Result, bool HasEnded)> AttemptAsync(UndoRecord record, DataObject secrets)
    {
        using var stop = new CancellationTokenSource(limits.Attempt, time);
        var attempt = Task.Run(() => RevertAsync(record, secrets, stop.Token), CancellationToken.None);
        try
        {
            return (await attempt.WaitAsync(limits.Attempt + Grace, time), true);
        }
        catch (TimeoutException) when (!attempt.IsCompleted)
        {
            return (new RevertResult(RevertState.Failed, $"the attempt did not end within {limits.Attempt.TotalSeconds:0.#} s"), false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return (new RevertResult(RevertState.Failed, $"the attempt took longer than {limits.Attempt.TotalSeconds:0.#} s"), true);
        }
#pragma warning disable CA1031 // Whatever a fault throws, the others are still to be reverted.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return (new RevertResult(RevertState.Failed, e.Message.TrimEnd('.')), true);
        }
    }

    private async Task<RevertResult> RepeatAsync(UndoRecord record, DataObject secrets, CancellationToken stop)
    {
        if (!IsGoneWithBoot(record) && await WhyNotAsync(record) is { } why)
        {
            return new RevertResult(RevertState.Failed, why);
        }

        var begun = time.GetTimestamp();
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            var (result, hasEnded) = await AttemptAsync(record, secrets);
            // Beside an attempt that hangs another one would only get in its way.
            if (result.State != RevertState.Failed || !hasEnded || time.GetElapsedTime(begun) + pause > limits.Retries)
            {
                return result;
            }

            try
            {
                await Task.Delay(pause, time, stop);
            }
            catch (OperationCanceledException)
            {
                return result;
            }
        }
    }

    private async Task<RevertResult> RevertAsync(UndoRecord record, DataObject secrets, CancellationToken stop)
    {
        if (IsGoneWithBoot(record))
        {
            return new RevertResult(RevertState.NothingToRevert, "the machine was started again since, and only the kernel held it");
        }

        if (FindReversal(record) is null && record.IsMasked)
        {
            return new RevertResult(RevertState.Failed, "its record lacks a secret, which only the run itself knew");
        }

        return FindReversal(record) is { } reversal
            ? await reversal.RevertAsync(record, secrets, stop)
            : await (await BindAsync(record)).RevertAsync(record, ContextOf(record), stop);
    }

    private static bool IsGoneWithBoot(UndoRecord record) => record.BootId != ProcessIdentity.BootIdNow && !record.Persists;

    /// <summary>What a fault is told that is reverted by its record.</summary>
    private FaultContext ContextOf(UndoRecord record) =>
        new()
        {
            Id = record.Id,
            Run = record.Run,
            Target = record.Target,
            Seed = record.Seed,
            Time = time,
        };

    private IReversal? FindReversal(UndoRecord record)
    {
        foreach (var reversal in reversals)
        {
            if (reversal.Name == record.Fault)
            {
                return reversal;
            }
        }

        return null;
    }

    private Task<IFault> BindAsync(UndoRecord record) => FaultNames.BindAsync(functions, record.Fault, record.Arguments);

    private static bool Touch(UndoRecord one, UndoRecord other) =>
        one.Claims.Any(claim => other.Claims.Any(theirs => theirs.Identity == claim.Identity));
}
