using System.Collections.Immutable;
using Faultline.Abstractions.Data;
using Faultline.Engine.Journals;
using Faultline.Hosting.Holding;
using Faultline.Linux.Processes;

namespace Faultline.Hosting.Undoing;

/// <summary>Puts back what runs left whose processes are gone: by a person, by the next start, at boot.</summary>
/// <param name="folder">Where the undo logs stand.</param>
/// <param name="roles">Who knows the faults.</param>
/// <param name="limits">How long to try.</param>
public sealed class Recovery(UndoFolder folder, FaultRoles roles, HoldingLimits limits)
{
    /// <summary>The limits of a command that somebody waits for.</summary>
    public static HoldingLimits Limits { get; } = HoldingLimits.Default with { Retries = TimeSpan.FromSeconds(10) };

    /// <summary>What the runs have left on record here, oldest first.</summary>
    public ImmutableArray<Leftover> Find() => [.. folder.Runs().Select(Find).OfType<Leftover>()];

    /// <summary>What a run has left on record here; null where it has no undo log.</summary>
    public Leftover? Find(string run)
    {
        var path = folder.LogOf(run);
        try
        {
            var content = UndoLog.Read(path);
            var (why, isBeingUndone) = Leftover.HandsOf(path, content);
            return new Leftover(run, [.. content.Open], content.Problems) { InHands = why, IsBeingUndone = isBeingUndone };
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new Leftover(run, [], [new UndoLogProblem(0, e.Message, IsTornEnd: false)]);
        }
    }

    /// <summary>
    /// What the run's own log names and the undo log does not, where that one is damaged or gone; nothing where it says that all was
    /// put back.
    /// </summary>
    /// <param name="leftover">What is known from the undo log.</param>
    /// <param name="runs">Where the logs of the runs stand.</param>
    public Leftover WithEvents(Leftover leftover, RunStore runs)
    {
        var known = leftover.Effects.Select(effect => effect.Record.Id).ToHashSet(StringComparer.Ordinal);
        try
        {
            known.UnionWith(UndoLog.Read(folder.LogOf(leftover.Run)).Effects.Select(effect => effect.Record.Id));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Gone: the events are all there is.
        }

        var more = EventEffects.Of(runs, leftover.Run).Where(effect => effect.IsOpen && !known.Contains(effect.Record.Id));
        return folder.FinishedRuns().Contains(leftover.Run) ? leftover : leftover with { Effects = [.. leftover.Effects, .. more] };
    }

    /// <summary>Reverts what a run left, and writes down how that went.</summary>
    /// <param name="leftover">What it left.</param>
    /// <param name="stop">Ends the repetitions.</param>
    /// <exception cref="IOException">The folder is not one to trust, or somebody else has just begun with it.</exception>
    public async Task<Recovered> RecoverAsync(Leftover leftover, CancellationToken stop)
    {
        folder.CheckMode();
        var path = folder.LogOf(leftover.Run);
        var (log, problem) = File.Exists(path) ? Open(path) : (null, null);
        using var closed = log;
        log?.AppendIfPossible(new UndoEntry.Owners(leftover.Run, ProcessIdentity.Own, ProcessIdentity.Own));
        var effects = await roles
            .Reverting(limits)
            .RunAsync(leftover.Effects, _ => DataObject.Empty, effect => log?.AppendIfPossible(effect), stop);
        var problems = leftover
            .Problems.Where(found => !found.IsTornEnd)
            .Select(found =>
                found.Line == 0
                    ? $"'{path}' can't be read: {found.Message}"
                    : $"line {found.Line} of '{path}' can't be used, and may have named more: {found.Message}."
            )
            .Concat(problem is null ? [] : [problem])
            .ToImmutableArray();
        var recovered = new Recovered(leftover.Run, effects, problems);
        if (log is not null && recovered.IsComplete)
        {
            folder.Finish(log);
        }

        return recovered;
    }

    /// <summary>Takes a run off the record, whatever it left.</summary>
    /// <exception cref="IOException">It can't be done.</exception>
    public void Forget(string run)
    {
        folder.CheckMode();
        if (File.Exists(folder.LogOf(run)))
        {
            using var log = UndoLog.OpenWhenFree(folder.LogOf(run), reserves: false, roles.Time);
            folder.Finish(log);
        }
    }

    // What can't be written is reverted all the same.
    private (UndoLog? Log, string? Problem) Open(string path)
    {
        try
        {
            return (UndoLog.OpenWhenFree(path, reserves: false, roles.Time), null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e is IOException && UndoLog.IsLocked(path)
                ? throw new IOException($"Somebody else has just begun to put it back: {e.Message}", e)
                : (null, $"That it was put back can't be written down in '{path}': {e.Message}");
        }
    }
}
