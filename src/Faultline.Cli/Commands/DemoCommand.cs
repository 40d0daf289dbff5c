using System.CommandLine;
using System.Globalization;
using Faultline.Abstractions.Data;
using Faultline.Cli.Rendering;
using Faultline.Engine.Documents;
using Faultline.Engine.Model;
using Faultline.Engine.Running;
using Faultline.Hosting;
using Faultline.Hosting.Undoing;
using Faultline.Lab.Greeting;
using Faultline.Linux.Processes;

namespace Faultline.Cli.Commands;

/// <summary><c>faultline demo</c>: a weakness found in a real, small, distributed system, and the two ways to mend it.</summary>
internal static class DemoCommand
{
    private static readonly Scene[] Scenes =
    [
        new("as it is", "one greeter; the webapp waits for it without a time limit", new GreetingOptions(), Verdict.Deviated),
        new("two greeters", "the platform's fix: a second greeter takes over", new GreetingOptions { GreeterReplicas = 2 }, Verdict.Held),
        new(
            "timeout and fallback",
            "the application's fix: after a second the webapp greets without the greeter",
            new GreetingOptions
            {
                UpstreamTimeout = TimeSpan.FromSeconds(1),
                HasCircuitBreaker = true,
                UpstreamFailure = UpstreamFailureMode.Fallback,
            },
            Verdict.Held
        ),
    ];

    private sealed record Scene(string Name, string Story, GreetingOptions Options, Verdict Expected);

    private sealed record Played(Scene Scene, SessionOutcome Outcome, string JournalPath);

    public static Command Create(GlobalOptions globals, Terminal terminal)
    {
        var output = new Option<string?>("--output", "-o")
        {
            Description = "Where journals and reports are written [default: the state directory].",
            HelpName = "DIR",
        };
        var command = new Command(
            "demo",
            "See a weakness found in a small distributed system, and two ways to mend it. Offline; half a minute."
        )
        {
            output,
        };
        var live = new LiveOptions();
        live.AddTo(command);
        command.SetAction(
            async (parsed, _) =>
            {
                using var log = globals.OpenLog(parsed, terminal);
                var state = globals.State(parsed, terminal);
                var folder = Path.GetFullPath(parsed.GetValue(output) ?? Path.Combine(state, "demo"));
                using var stop = new StopSource();
                using var signals = new StopSignals(stop);
                return await PlayAsync(folder, state, live.Read(parsed, terminal, log), terminal, log, stop);
            }
        );
        return command;
    }

    private static async Task<int> PlayAsync(string folder, string state, bool isLive, Terminal terminal, Log log, StopSource stop)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserException($"The folder '{folder}' can't be created: {e.Message}");
        }

        var experiment = Path.Combine(folder, "experiment.json");
        await WriteExperimentAsync(experiment);
        await terminal.Output.WriteLineAsync(
            "A webapp greets its users with the help of two services, greeter and name: three real processes behind a"
        );
        await terminal.Output.WriteLineAsync("Kubernetes API on this machine. What do users see when the greeter's pod is killed?");
        var played = new List<Played>();
        foreach (var scene in Scenes)
        {
            await terminal.Output.WriteLineAsync();
            await terminal.Output.WriteLineAsync($"{played.Count + 1}. {scene.Name}: {scene.Story}");
            if (await PlayAsync(scene, experiment, folder, state, isLive, terminal, log, stop) is not { } outcome)
            {
                return ExitCodes.Usage;
            }

            played.Add(outcome);
            if (stop.First is not null)
            {
                return outcome.Outcome.Result.ExitCode;
            }
        }

        var report = Path.Combine(folder, "report.html");
        ReportFile.Write(
            report,
            [.. played.Select(p => ReportFile.Run(p.Scene.Name, p.Outcome.Journal, p.JournalPath, terminal.Environment))]
        );
        return Conclude(played, report, terminal);
    }

    private static async Task<Played?> PlayAsync(
        Scene scene,
        string experiment,
        string folder,
        string state,
        bool isLive,
        Terminal terminal,
        Log log,
        StopSource stop
    )
    {
        await using var starter = new ProcessStarter(terminal.Time);
        using var labFolder = new TemporaryLabFolder();
        var file = GreetingLab.Create(scene.Options, OwnProgram.GreetingSample());
        await using var lab = await LabCommand.StartAsync(file, labFolder.Path, starter, terminal, stop.Stop);
        await using var host = new FaultlineHost(
            terminal.Environment.With(LabCommand.Variables(lab, file)),
            terminal.Time,
            terminal.Random
        );
        var preparer = new ExperimentPreparer(host, new DocumentLoader(host.Environment, terminal.Time, terminal.Input));
        var name = scene.Name.Replace(' ', '-');
        var report = Path.Combine(folder, name + ".html");
        var request = new SessionRequest
        {
            Preparation = new PreparationRequest { Source = experiment, IsForRun = true },
            JournalPath = Path.Combine(folder, name + ".journal.json"),
            RollbackBudget = RunOptions.DefaultRollbackBudget,
            ReportPaths = [report],
            IsLive = isLive,
        };
        var outcome = await new RunSession(host, preparer, terminal, log, state, UndoFolder.Find(state, terminal.Environment)).RunAsync(
            request,
            stop
        );
        return outcome is null ? null : new Played(scene, outcome, request.JournalPath);
    }

    private static int Conclude(List<Played> played, string report, Terminal terminal)
    {
        terminal.Output.WriteLine();
        TextTable.Write(
            terminal.Output,
            ["SYSTEM", "VERDICT", "EXIT CODE", "WHAT USERS GOT AFTER THE KILL"],
            [
                .. played.Select(p =>
                    (string[])
                        [
                            p.Scene.Name,
                            p.Outcome.Result.Verdict.Name(),
                            p.Outcome.Result.ExitCode.ToString(CultureInfo.InvariantCulture),
                            LastAnswer(p.Outcome.Journal),
                        ]
                ),
            ]
        );
        terminal.Output.WriteLine();
        terminal.Output.WriteLine($"Report:  {report}");
        terminal.Output.WriteLine($"Journal: {played[0].JournalPath}");
        terminal.Output.WriteLine("(the report has the three runs side by side; each run's own stands beside it, with its journal)");
        var surprises = played.Where(p => p.Outcome.Result.Verdict != p.Scene.Expected).ToList();
        foreach (var surprise in surprises)
        {
            terminal.Output.WriteLine($"Unexpected: '{surprise.Scene.Name}' should have {surprise.Scene.Expected.Name()}.");
        }

        return surprises.Count == 0 ? 0 : ExitCodes.Inconclusive;
    }

    // The last probe of the hypothesis after the method: its answer, or why there was none.
    private static string LastAnswer(DataObject journal)
    {
        var after = (journal["steady_states"] as DataObject)?["after"] as DataObject;
        if ((after?["probes"] as DataArray)?.Items is not [.., DataObject last])
        {
            return "-";
        }

        var seconds = (last["duration"] as DataNumber)?.ToDouble() ?? 0;
        return last["output"] is DataObject answer
            ? string.Create(CultureInfo.InvariantCulture, $"\"{answer.Text("body")}\" in {seconds:0.00} s")
            : string.Create(
                CultureInfo.InvariantCulture,
                $"nothing: {(last["exception"] as DataArray)?.Items.OfType<DataString>().LastOrDefault()?.Value.Split(": ", 2)[^1].Trim()} ({seconds:0.00} s)"
            );
    }

    private static async Task WriteExperimentAsync(string path)
    {
        await using var resource = typeof(DemoCommand).Assembly.GetManifestResourceStream("terminate-greeter.json")!;
        await using var file = File.Create(path);
        await resource.CopyToAsync(file);
    }
}
