using System.CommandLine;
using Faultline.Engine.Running;
using Faultline.Lab;
using Faultline.Linux.Processes;

namespace Faultline.Cli.Commands;

/// <summary><c>faultline lab run LAB -- COMMAND</c>: a lab for as long as one command takes.</summary>
internal static class LabRunCommand
{
    public static Command Create(GlobalOptions globals, Terminal terminal)
    {
        var lab = LabCommand.LabArgument();
        var words = new Argument<string[]>("COMMAND")
        {
            Description = "What to run while the lab is up, after '--'; it finds KUBECONFIG, and WEBAPP_URL for the greeting lab.",
            Arity = ArgumentArity.OneOrMore,
        };
        var switches = new GreetingSwitches();
        var command = new Command(
            "run",
            "Bring a lab up, run a command in it, take it down whatever happens; the exit code is the command's."
        )
        {
            lab,
            words,
        };
        switches.AddTo(command);
        command.SetAction(
            async (parsed, _) =>
            {
                using var log = globals.OpenLog(parsed, terminal);
                using var stop = new StopSource();
                using var signals = new StopSignals(stop);
                await using var starter = new ProcessStarter(terminal.Time);
                var file = LabCommand.FileOf(parsed.GetRequiredValue(lab), switches.Read(parsed));
                using var folder = new TemporaryLabFolder();
                await using var cluster = await LabCommand.StartAsync(file, folder.Path, starter, terminal, stop.Stop);
                return await RunInAsync(cluster, file, parsed.GetRequiredValue(words), starter, terminal, stop);
            }
        );
        return command;
    }

    private static async Task<int> RunInAsync(
        LabCluster cluster,
        LabFile file,
        string[] words,
        ProcessStarter starter,
        Terminal terminal,
        StopSource stop
    )
    {
        if (ProgramFinder.Find(words[0], terminal.Environment.Get("PATH")) is not { } path)
        {
            throw new UserException($"The command '{words[0]}' can't be found, or is not executable.");
        }

        var child = starter.Start(
            new ProcessSpec
            {
                Path = path,
                Name = words[0],
                Arguments = words[1..],
                Environment = terminal.Environment.With(LabCommand.Variables(cluster, file)).All,
                InForeground = true,
            }
        );

        // Ctrl-C reaches the command by itself, since it shares our terminal; other signals are passed on.
        using var passing = stop.Stop.Register(() =>
        {
            if (stop.First is { Cause: not Engine.Model.Events.StopCause.Interrupt and var cause })
            {
                child.Signal((int)cause);
            }
        });
        var status = await child.Completed;
        return status.Code ?? 128 + status.Signal!.Value;
    }
}
