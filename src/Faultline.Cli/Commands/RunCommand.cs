using System.CommandLine;
using Faultline.Engine.Documents;
using Faultline.Engine.Model;
using Faultline.Engine.Running;
using Faultline.Hosting;

namespace Faultline.Cli.Commands;

/// <summary><c>faultline run SOURCE</c>: one experiment, from its document to its verdict.</summary>
internal static class RunCommand
{
    public static Command Create(GlobalOptions globals, Terminal terminal)
    {
        var options = new RunOptions();
        var command = new Command(
            "run",
            "Run an experiment. The exit code is 0 only when the hypothesis held (or there was none), every action had its effect and every rollback worked; "
                + "1 deviated, 2 invalid document, 3 inconclusive, 4 aborted, 5 rollbacks incomplete, 124 timed out, 130 and 143 interrupted."
        );
        options.AddTo(command);
        command.SetAction(
            async (parsed, cancellation) =>
            {
                using var log = globals.OpenLog(parsed, terminal);
                var overrides = options.Source.Read(parsed);
                var settings = globals.ReadSettings(parsed, terminal, log);
                using var stop = new StopSource();
                using var signals = new StopSignals(stop);
                await using var host = await globals.StartHostAsync(
                    parsed,
                    terminal,
                    terminal.Environment.With(overrides.Environment),
                    settings,
                    stop.Stop
                );
                var preparer = new ExperimentPreparer(
                    host,
                    new DocumentLoader(host.Environment, terminal.Time, terminal.Input, settings.Authorizations)
                );
                var session = new RunSession(
                    host,
                    preparer,
                    terminal,
                    log,
                    globals.State(parsed, terminal),
                    globals.Undo(parsed, terminal)
                );
                var outcome = await session.RunAsync(options.Read(parsed, overrides, settings, terminal, log), stop);
                return outcome?.Result.ExitCode ?? ExitCodes.Usage;
            }
        );
        return command;
    }
}
