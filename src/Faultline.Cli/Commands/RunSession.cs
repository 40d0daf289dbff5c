using Faultline.Abstractions.Data;
using Faultline.Cli.Attacks;
using Faultline.Cli.Rendering;
using Faultline.Cli.Rendering.Live;
using Faultline.Engine.Journals;
using Faultline.Engine.Model;
using Faultline.Engine.Running;
using Faultline.Engine.Running.Controls;
using Faultline.Hosting;
using Faultline.Hosting.Notifications;
using Faultline.Hosting.Undoing;
using Faultline.Linux.Processes;

namespace Faultline.Cli.Commands;

/// <summary>A run that took place.</summary>
/// <param name="RunId">Its id.</param>
/// <param name="Result">How it ended.</param>
/// <param name="Journal">Its journal.</param>
internal sealed record SessionOutcome(string RunId, RunResult Result, DataObject Journal);

/// <summary>One experiment at the console: prepared, run, written down.</summary>
internal sealed class RunSession(
    FaultlineHost host,
    ExperimentPreparer preparer,
    Terminal terminal,
    Log log,
    string stateDirectory,
    UndoFolder undo
)
{
    // How long a reader that has stopped reading may hold up the end of a finished run.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Runs the experiment; null where it was not run, for reasons that the log names.</summary>
    public async Task<SessionOutcome?> RunAsync(SessionRequest request, StopSource stop)
    {
        var prepared = Accept(await preparer.PrepareAsync(request.Preparation, stop.Stop), request.Preparation);
        return prepared is null ? null : await RunAsync(request, prepared, stop);
    }

    /// <summary>Says what is wrong with an experiment; null where it can't be run.</summary>
    public Preparation? Accept(Preparation prepared, PreparationRequest request)
    {
        if (prepared.WasRead && request.Validate)
        {
            log.Write(LogLevel.Info, "Validating the experiment's syntax");
        }

        DiagnosticLines.Write(log, prepared.Diagnostics);
        if (prepared.HasErrors)
        {
            return null;
        }

        if (request.Validate)
        {
            log.Write(LogLevel.Info, "Experiment looks valid");
        }

        return prepared;
    }

    /// <summary>Runs an experiment that was prepared already.</summary>
    public async Task<SessionOutcome> RunAsync(SessionRequest request, Preparation prepared, StopSource stop)
    {
        await using var notifier = new Notifier(request.Preparation.Settings, host, message => log.Write(LogLevel.Warning, message));
        var tally = new RunTally();
        var journal = new JournalProjection(tally);
        var id = request.RunId ?? new RunIds(terminal.Time, terminal.Random).Next();
        var path = request.JournalPath ?? Path.Combine(new RunStore(stateDirectory).Folder, id, "journal.json");
        var file = new JournalFile(Path.GetFullPath(path), journal, terminal.Time);
        await new LeftoverRecovery(undo, host.Roles, log).RunAsync(mayAct: request.Dry == DryMode.None, stop.Stop);
        using var guarded = await new RunGuard(host, log, stateDirectory).EnterAsync(request, prepared, id, stop.Stop);
        var (folder, running) = Open(file, id, isInFolder: request.JournalPath is null);
        using var mark = running;
        EngineFile.Write(folder, ProcessIdentity.Own);
        using var view = View(request);
        host.Secrets.Warned = text => log.Write(LogLevel.Warning, text);
        var console = new BackgroundObserver(view, terminal.Time);
        RunResult result;
        try
        {
            var faults = host.Faults(OwnProgram.Roles(), undo);
            result = await new Runner(host.Providers, terminal.Time, host.Controls, faults).RunAsync(
                new RunRequest
                {
                    Plan = prepared.Plan!,
                    Variables = prepared.Variables,
                    RunId = id,
                    Folder = folder,
                    Version = CommandLine.Version,
                    Timeout = request.Timeout ?? prepared.Plan!.Experiment.Timeout ?? request.Preparation.Settings.Timeout,
                    RollbackBudget = request.RollbackBudget,
                    Dry = request.Dry,
                    Continuous = request.Continuous,
                    GlobalControls = LoadingControls.Declarations(request.Preparation.GlobalControls),
                    Settings = request.Preparation.Settings.ForControls,
                    Observers = [tally, journal, file, console, new RunNotifications(notifier, journal)],
                },
                stop
            );
        }
        catch (IOException e)
        {
            throw new UserException(
                $"The log of the run can't be written: {e.Message} Nothing was done from there on; 'faultline rollback {id}' plays its rollbacks."
            );
        }
        finally
        {
            await console.DrainAsync(Patience);
            view.Dispose();
            foreach (var problem in await host.Secrets.CloseAsync())
            {
                log.Write(LogLevel.Warning, problem);
            }
        }

        result = WriteDown(request, file, journal, id, result);
        return new SessionOutcome(id, result, journal.Read());
    }

    private IRunView View(SessionRequest request)
    {
        IRunObserver lines = request.PrintsEvents ? new EventWriter(terminal.Output) : request.Lines ?? new ConsoleRun(log);
        return request.IsLive ? new LiveRun(lines, log, terminal) : new Heartbeat(lines, log, terminal, request.PrintsEvents);
    }

    private (string Folder, IDisposable Running) Open(JournalFile file, string id, bool isInFolder)
    {
        try
        {
            if (!isInFolder)
            {
                // Before the run has a folder: where the journal can't be written, nothing is left behind.
                file.Prepare();
            }

            return new RunStore(stateDirectory).Create(id);
        }
        catch (IOException e)
        {
            throw new UserException(e.Message + " Nothing was run.");
        }
    }

    // A run whose record was asked for and could not be written is not a success.
    private RunResult WriteDown(SessionRequest request, JournalFile file, JournalProjection journal, string id, RunResult result)
    {
        try
        {
            file.Write();
            foreach (var report in request.ReportPaths)
            {
                ReportFile.Write(report, ReportFile.Run(id, journal.Read(), file.Path, terminal.Environment));
                log.Write(LogLevel.Info, $"Report: {Path.GetFullPath(report)}");
            }

            log.Write(LogLevel.Debug, $"Journal: {file.Path}");
            return result;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.Write(LogLevel.Error, $"{e.Message}\nThe run is kept: 'faultline runs journal {id}' prints its journal.");
            return result.ExitCode == 0 ? result with { ExitCode = ExitCodes.Inconclusive } : result;
        }
    }
}
