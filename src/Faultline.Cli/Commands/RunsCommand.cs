using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Faultline.Abstractions.Data;
using Faultline.Cli.Rendering;
using Faultline.Engine.Journals;
using Faultline.Engine.Model;
using Faultline.Engine.Model.Events;
using Faultline.Hosting.Undoing;

namespace Faultline.Cli.Commands;

/// <summary><c>faultline runs list|show|journal|prune</c>: what was run on this machine.</summary>
internal static class RunsCommand
{
    public static Command Create(GlobalOptions globals, Terminal terminal)
    {
        RunStore Store(ParseResult parsed) => new(globals.State(parsed, terminal));
        return new Command("runs", "Look at the runs of this machine.")
        {
            List(Store, parsed => globals.Undo(parsed, terminal), terminal),
            Show(Store, parsed => globals.Undo(parsed, terminal), terminal),
            JournalOf(Store, terminal),
            Prune(Store, terminal),
        };
    }

    /// <summary>A run's log, read back.</summary>
    public static (RunTally Tally, JournalProjection Journal, ImmutableArray<RunEvent> Events) Replay(RunStore runs, string id)
    {
        try
        {
            var replayed = runs.Replay(id);
            return replayed.Events.Length > 0
                ? replayed
                : throw new UserException($"The run '{id}' ended before anything was written down.");
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw new UserException($"The log of the run '{id}' can't be read: {e.Message}");
        }
    }

    private static Argument<string> Id() => new("RUN-ID") { Description = "The id of a run, its beginning or its end, or 'last'." };

    /// <summary>The run that a text means.</summary>
    public static string Find(RunStore runs, string text) =>
        runs.Find(text) ?? throw new UserException($"'{text}' is not the id of one run. 'faultline runs list' shows the runs.");

    private static Command List(Func<ParseResult, RunStore> store, Func<ParseResult, UndoFolder> undo, Terminal terminal)
    {
        var command = new Command("list", "The runs, newest first.");
        command.SetAction(parsed =>
        {
            var runs = store(parsed);
            var finished = undo(parsed).FinishedRuns();
            var rows = runs.Ids().Reverse().Select(runs.Summarize).OfType<RunSummary>().Select(run => Row(run, finished)).ToList();
            if (rows.Count == 0)
            {
                terminal.Output.WriteLine($"There are no runs in '{runs.Folder}' yet.");
                return 0;
            }

            TextTable.Write(terminal.Output, ["RUN", "VERDICT", "UNDO", "DURATION", "EXPERIMENT"], rows);
            return 0;
        });
        return command;

        static string[] Row(RunSummary run, ImmutableArray<string> finished) =>
            [run.Id, Verdict(run), Undo(run.Id, run.Result.Undo, finished), Duration(run.Duration), run.Title];
    }

    // What a run was killed over, its watchdog or somebody else has put back since.
    private static string Undo(string id, UndoState undo, ImmutableArray<string> finished) =>
        undo == UndoState.Incomplete && finished.Contains(id) ? "recovered" : undo.Name();

    private static string Verdict(RunSummary run) =>
        run.Duration is not null ? run.Result.Verdict.Name()
        : run.IsRunning ? "running"
        : "killed";

    private static string Duration(TimeSpan? duration) =>
        duration is { } span ? span.TotalSeconds.ToString("0.0 s", CultureInfo.InvariantCulture) : "-";

    private static Command Show(Func<ParseResult, RunStore> store, Func<ParseResult, UndoFolder> undo, Terminal terminal)
    {
        var id = Id();
        var command = new Command("show", "What happened in a run: verdict, reasons, and its log.") { id };
        command.SetAction(parsed =>
        {
            var runs = store(parsed);
            var found = Find(runs, parsed.GetRequiredValue(id));
            var (tally, _, events) = Replay(runs, found);
            var run = runs.Summarize(found)!;
            terminal.Output.WriteLine($"Run:        {run.Id}");
            terminal.Output.WriteLine($"Experiment: {run.Title}");
            terminal.Output.WriteLine($"Started:    {JournalTime.Write(run.Start)}");
            terminal.Output.WriteLine($"Duration:   {Duration(run.Duration)}");
            terminal.Output.WriteLine($"Verdict:    {Verdict(run)} (exit code {tally.Result.ExitCode})");
            terminal.Output.WriteLine($"Undo:       {Undo(found, tally.Result.Undo, undo(parsed).FinishedRuns())}");
            terminal.Output.WriteLine($"Log:        {runs.LogOf(found)}");
            foreach (var reason in tally.Result.Reasons)
            {
                terminal.Output.WriteLine($"  - {reason.Message}");
            }

            terminal.Output.WriteLine();
            using var log = new Log(
                terminal with
                {
                    Error = terminal.Output,
                    IsInteractive = false,
                },
                LogLevel.Info,
                isJson: false,
                null,
                LogLevel.Debug
            );
            var console = new ConsoleRun(log);
            foreach (var happened in events)
            {
                console.OnEvent(happened);
            }

            return 0;
        });
        return command;
    }

    private static Command JournalOf(Func<ParseResult, RunStore> store, Terminal terminal)
    {
        var id = Id();
        var command = new Command("journal", "Print the journal of a run, rebuilt from its log: also of one that was killed.") { id };
        command.SetAction(parsed =>
        {
            var runs = store(parsed);
            var (_, journal, _) = Replay(runs, Find(runs, parsed.GetRequiredValue(id)));
            terminal.Output.WriteLine(JsonText.Write(journal.Read()));
            return 0;
        });
        return command;
    }

    private static Command Prune(Func<ParseResult, RunStore> store, Terminal terminal)
    {
        var keep = new Option<int>("--keep")
        {
            Description = "How many of the newest runs stay.",
            HelpName = "N",
            DefaultValueFactory = _ => 50,
        };
        var dry = new Option<bool>("--dry-run") { Description = "Only say which runs would be removed." };
        keep.Validators.Add(result =>
        {
            // Read here: asked for its value, the parser throws where the text is no number.
            var text = result.Tokens.Select(token => token.Value).FirstOrDefault();
            if (text is not null && !(int.TryParse(text, CultureInfo.InvariantCulture, out var number) && number >= 0))
            {
                result.AddError("Invalid value for '--keep': give a number from 0 on.");
            }
        });
        var command = new Command("prune", "Remove old runs. Runs that go on, and runs whose undo is incomplete, always stay.")
        {
            keep,
            dry,
        };
        command.SetAction(parsed =>
        {
            var runs = store(parsed);
            var old = runs.Ids().Reverse().Skip(parsed.GetValue(keep)).Where(id => !MustStay(runs, id)).ToList();
            foreach (var id in old)
            {
                if (!parsed.GetValue(dry))
                {
                    runs.Remove(id);
                }

                terminal.Output.WriteLine(id);
            }

            terminal.Output.WriteLine(
                $"{old.Count} {(old.Count == 1 ? "run" : "runs")} {(parsed.GetValue(dry) ? "would be" : old.Count == 1 ? "was" : "were")} removed."
            );
            return 0;
        });
        return command;
    }

    private static bool MustStay(RunStore runs, string id) =>
        runs.IsRunning(id) || runs.Summarize(id) is { Result.Undo: UndoState.Incomplete };
}
