using System.Collections.Immutable;
using System.CommandLine;
using Faultline.Cli.Rendering;
using Faultline.Engine.Journals;
using Faultline.Engine.Model;
using Faultline.Hosting.Undoing;

namespace Faultline.Cli.Commands;

/// <summary>A recovery at the console.</summary>
internal sealed class Recovering(UndoFolder folder, RunStore runs, Recovery recovery, Terminal terminal)
{
    // A watchdog at work is done in a moment.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(100);

    private TextWriter Output => terminal.Output;

    public static async Task<Recovering> OfAsync(GlobalOptions globals, ParseResult parsed, Terminal terminal)
    {
        var folder = globals.Undo(parsed, terminal);
        var recovery = new Recovery(folder, await globals.RolesAsync(parsed, terminal), Recovery.Limits);
        return new Recovering(folder, new RunStore(globals.State(parsed, terminal)), recovery, terminal);
    }

    /// <summary>Recovers all runs that nobody is at.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> AllAsync(bool isDry, CancellationToken stop)
    {
        var code = 0;
        var found = recovery.Find();
        foreach (var first in found)
        {
            var leftover = await FreeAsync(first, stop);
            if (leftover.InHands is { } why)
            {
                Output.WriteLine($"Run {leftover.Run}: left alone, since {why}.");
            }
            else
            {
                code = Math.Max(code, await RecoverAsync(leftover, isDry, stop));
            }
        }

        if (found.IsEmpty)
        {
            Output.WriteLine($"Nothing is left to put back; no run has an undo log in '{folder.Path}'.");
        }

        return code;
    }

    /// <summary>Recovers one run.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> OneAsync(string text, bool isDry, CancellationToken stop)
    {
        var leftover = await FreeAsync(Find(text), stop);
        if (leftover.InHands is { } why)
        {
            throw new UserException($"The run '{leftover.Run}' is left alone: {why}.");
        }

        return await RecoverAsync(leftover, isDry, stop);
    }

    /// <summary>What a run has left; with nothing in it where it left nothing. Null where a text names no run at all.</summary>
    public Leftover? Look(string text)
    {
        var known = folder.Runs().Concat(runs.Ids()).Distinct().Order(StringComparer.Ordinal).ToImmutableArray();
        var fitting =
            text == "last" ? known[^Math.Min(1, known.Length)..]
            : known.Contains(text) ? [text]
            : known.RemoveAll(run => !run.StartsWith(text, StringComparison.Ordinal) && !run.EndsWith(text, StringComparison.Ordinal));
        if (fitting is not [var run])
        {
            return null;
        }

        var leftover = recovery.Find(run);
        return leftover is { IsDamaged: false } || (leftover is null && runs.IsRunning(run))
            ? leftover ?? new Leftover(run, [], []) { InHands = "it is still going on, and puts back what it changes" }
            : recovery.WithEvents(leftover ?? new Leftover(run, [], []), runs);
    }

    /// <summary>Takes a run off the record.</summary>
    /// <returns>The exit code.</returns>
    public int Forget(string text)
    {
        var leftover = Find(text);
        if (leftover.InHands is { } why)
        {
            throw new UserException($"The run '{leftover.Run}' is left alone: {why}.");
        }

        try
        {
            recovery.Forget(leftover.Run);
        }
        catch (IOException e)
        {
            throw new UserException($"The run '{leftover.Run}' can't be taken off the record: {e.Message}");
        }

        Output.WriteLine($"The run {leftover.Run} is off the record; nothing of it was put back.");
        return 0;
    }

    /// <summary>Puts back what a run left, and says so.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> RecoverAsync(Leftover leftover, bool isDry, CancellationToken stop)
    {
        if (isDry)
        {
            RecoveryLines.Write(Output, leftover);
            return 0;
        }

        try
        {
            var recovered = await recovery.RecoverAsync(leftover, stop);
            RecoveryLines.Write(Output, recovered);
            return recovered.IsComplete ? 0 : ExitCodes.UndoIncomplete;
        }
        catch (IOException e)
        {
            await terminal.Error.WriteLineAsync($"Error: The run '{leftover.Run}' can't be recovered: {e.Message}");
            return ExitCodes.UndoIncomplete;
        }
    }

    /// <summary>Waits a moment for a watchdog that is at work.</summary>
    public async Task<Leftover> FreeAsync(Leftover leftover, CancellationToken stop)
    {
        var begun = terminal.Time.GetTimestamp();
        while (leftover.IsBeingUndone && terminal.Time.GetElapsedTime(begun) < Patience)
        {
            await Task.Delay(Moment, terminal.Time, stop);
            leftover = recovery.Find(leftover.Run) ?? new Leftover(leftover.Run, [], []);
        }

        return leftover;
    }

    private Leftover Find(string text) =>
        Look(text)
        ?? throw new UserException(
            $"'{text}' is not the id of one run. 'faultline recover --dry-run' shows what is left, and 'faultline runs list' the runs."
        );
}
