using System.CommandLine;
using System.Text;
using Faultline.Engine.Journals;
using Faultline.Engine.Model;
using Faultline.Engine.Model.Events;
using Faultline.Linux.Processes;

namespace Faultline.Cli.Attacks;

/// <summary>
/// An attack that outlives its terminal: the same command line in a process of a session of its own. What it would have written to
/// its terminal stands in a file in the folder of the run.
/// </summary>
internal static class AttackBackground
{
    private const string FileName = "console.txt";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    // Faults take effect in less; a host that takes longer is told of nevertheless.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Starts it, waits until it takes effect, and prints the run's id.</summary>
    /// <param name="state">The state directory.</param>
    /// <param name="chosen">The state directory that the command line names, if any.</param>
    /// <param name="identity">The run's id, and the attack's name.</param>
    /// <param name="parsed">The command line.</param>
    /// <param name="terminal">Where the id goes.</param>
    public static async Task<int> StartAsync(
        string state,
        string? chosen,
        (string Run, string Guid) identity,
        ParseResult parsed,
        Terminal terminal
    )
    {
        var run = identity.Run;
        var store = new RunStore(state);
        var folder = Path.Combine(store.Folder, run);
        try
        {
            Directory.CreateDirectory(state, OwnerOnly);
            Directory.CreateDirectory(store.Folder, OwnerOnly);
            Directory.CreateDirectory(folder, OwnerOnly);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserException($"The folder of the run can't be created: {e.Message} Name another with --state-dir. Nothing was run.");
        }

        var (path, arguments) = OwnProgram.Find();
        // Once is enough: what variables say stands on the command line by now.
        var variables = terminal.Environment.All.Where(pair => pair.Key is not ("FAULTLINE_DETACH" or "FAULTLINE_CHANGE_DIR"));
        string[] folderOfState = chosen is null ? [] : ["--state-dir", state];
        var child = ProcessStarter.StartDetached(
            new ProcessSpec
            {
                Path = path,
                Arguments = [.. arguments, .. folderOfState, .. Words(parsed), "--detached", $"{run}/{identity.Guid}"],
                Environment = variables.ToDictionary(),
            }
        );
        var engine = ProcessIdentity.Of(child);
        var begun = terminal.Time.GetTimestamp();
        while (terminal.Time.GetElapsedTime(begun) < Patience)
        {
            // Asked before the log is read: what it wrote last is then seen.
            var isAlive = engine?.IsAlive == true;
            var (takesEffect, end) = Look(store, run);
            if (end is not null || !isAlive)
            {
                return await FailAsync(folder, end, terminal);
            }

            if (takesEffect)
            {
                break;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(25), terminal.Time, CancellationToken.None);
        }

        terminal.Output.WriteLine(run);
        return 0;
    }

    /// <summary>The part of the background process.</summary>
    /// <param name="state">The state directory.</param>
    /// <param name="identity">The run's id and the attack's name.</param>
    /// <param name="terminal">The process' own streams, which lead nowhere.</param>
    /// <param name="attack">Runs the attack.</param>
    public static async Task<int> RunAsync(
        string state,
        string identity,
        Terminal terminal,
        Func<Terminal, string, string, Task<int>> attack
    )
    {
        var (run, guid) = identity.Split('/') is [var first, var second]
            ? (first, second)
            : throw new UserException("'--detached' is for attacks that start themselves.");
        await using var console = new StreamWriter(
            Path.Combine(new RunStore(state).Folder, run, FileName),
            Encoding.UTF8,
            new FileStreamOptions
            {
                Mode = FileMode.Append,
                Access = FileAccess.Write,
                Share = FileShare.ReadWrite,
            }
        )
        {
            AutoFlush = true,
        };
        try
        {
            return await attack(terminal with { Output = console, Error = console, IsInteractive = false }, run, guid);
        }
        catch (UserException e)
        {
            await console.WriteLineAsync("Error: " + e.Message);
            return e.ExitCode;
        }
    }

    // The command line as it was understood, variables included, without what counts for this process only.
    private static IEnumerable<string> Words(ParseResult parsed)
    {
        var words = parsed.Tokens.Select(token => token.Value).ToList();
        for (var at = 0; at < words.Count; at++)
        {
            switch (words[at])
            {
                case "--detach":
                    break;
                case "--state-dir" or "--change-dir":
                    at++;
                    break;
                default:
                    yield return words[at];
                    break;
            }
        }
    }

    private static (bool TakesEffect, RunResult? End) Look(RunStore store, string run)
    {
        try
        {
            var events = store.Replay(run).Events;
            var targets = events.OfType<RunStarted>().Select(start => AttackFacts.Of(start.Document)?.Targets.Length).FirstOrDefault() ?? 1;
            return (
                events.Count(happened => happened is FaultApplied) >= targets || events.Any(happened => happened is PauseStarted),
                events.OfType<RunEnded>().FirstOrDefault()?.Result
            );
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            return (false, null);
        }
    }

    private static async Task<int> FailAsync(string folder, RunResult? end, Terminal terminal)
    {
        var console = Path.Combine(folder, FileName);
        if (File.Exists(console))
        {
            await terminal.Error.WriteAsync(await File.ReadAllTextAsync(console, CancellationToken.None));
        }

        if (end is null)
        {
            await terminal.Error.WriteLineAsync("Error: The attack did not begin.");
        }

        return end?.ExitCode ?? ExitCodes.Inconclusive;
    }
}
