using System.CommandLine;
using Faultline.Engine.Model;
using Faultline.Engine.Running;
using Faultline.Lab;
using Faultline.Lab.Greeting;
using Faultline.Linux.Processes;

namespace Faultline.Cli.Commands;

/// <summary><c>faultline lab up LAB</c>: a lab that stays, in a process of its own.</summary>
internal static class LabUpCommand
{
    public static Command Create(GlobalOptions globals, Terminal terminal)
    {
        var lab = LabCommand.LabArgument();
        var switches = new GreetingSwitches();
        var command = new Command("up", "Bring a lab up and leave it running until 'lab down'.") { lab };
        switches.AddTo(command);
        command.SetAction(
            async (parsed, stop) =>
            {
                using var log = globals.OpenLog(parsed, terminal);
                // Read here too, so that what is wrong with it is said here.
                var file = LabCommand.FileOf(parsed.GetRequiredValue(lab), switches.Read(parsed));
                var folder = LabCommand.Folder(globals, parsed, terminal, file.Name);
                if (LabCommand.ReadState(folder) is { IsRunning: true })
                {
                    throw new UserException($"The lab '{file.Name}' is up already. 'faultline lab down {file.Name}' ends it.");
                }

                LabState.Remove(folder);
                Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
                var complaint = Path.Combine(folder, "error");
                File.Delete(complaint);
                var (path, arguments) = OwnProgram.Find();
                var given = parsed.Tokens.Select(token => token.Value).SkipWhile(word => word != "up").Skip(1);
                ProcessStarter.StartDetached(
                    new ProcessSpec
                    {
                        Path = path,
                        Arguments = [.. arguments, "--state-dir", globals.State(parsed, terminal), "lab", "supervise", .. given],
                        Environment = terminal.Environment.All,
                    }
                );
                var state = await WaitForAsync(folder, complaint, terminal.Time, stop);
                Say(state, terminal);
                return 0;
            }
        );
        return command;
    }

    private static async Task<LabState> WaitForAsync(string folder, string complaint, TimeProvider time, CancellationToken stop)
    {
        var begun = time.GetTimestamp();
        while (time.GetElapsedTime(begun) < LabCommand.Patience + TimeSpan.FromSeconds(10))
        {
            if (File.Exists(complaint))
            {
                throw new UserException((await File.ReadAllTextAsync(complaint, stop)).Trim());
            }

            if (File.Exists(Path.Combine(folder, "ready")) && LabCommand.ReadState(folder) is { IsRunning: true } state)
            {
                return state;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), time, stop);
        }

        throw new UserException($"The lab did not come up within {LabCommand.Patience.TotalSeconds + 10:0} s.");
    }

    private static void Say(LabState state, Terminal terminal)
    {
        terminal.Output.WriteLine($"The lab '{state.Name}' is up: {state.ApiUrl}");
        terminal.Output.WriteLine($"  export KUBECONFIG={state.KubeconfigPath}");
        foreach (var (service, url) in state.ServiceUrls)
        {
            terminal.Output.WriteLine(service == GreetingLab.EntryService ? $"  export WEBAPP_URL={url}" : $"  # {service}: {url}");
        }

        terminal.Output.WriteLine($"'faultline lab down {state.Name}' ends it.");
    }

    // What 'lab up' leaves running; its standard streams are closed, so what it has to say stands in files.
    public static Command CreateSupervisor(GlobalOptions globals, Terminal terminal)
    {
        var lab = LabCommand.LabArgument();
        var switches = new GreetingSwitches();
        var command = new Command("supervise", "Run a lab in this process until it is told to end.") { Hidden = true };
        command.Add(lab);
        switches.AddTo(command);
        command.SetAction(
            async (parsed, _) =>
            {
                var file = LabCommand.FileOf(parsed.GetRequiredValue(lab), switches.Read(parsed));
                var folder = LabCommand.Folder(globals, parsed, terminal, file.Name);
                using var stop = new StopSource();
                using var signals = new StopSignals(stop);
                await using var starter = new ProcessStarter(terminal.Time);
                try
                {
                    await using var cluster = await LabCommand.StartAsync(file, folder, starter, terminal, stop.Stop);
                    using var ready = new FileStream(
                        Path.Combine(folder, "ready"),
                        FileMode.Create,
                        FileAccess.Write,
                        FileShare.ReadWrite,
                        1,
                        FileOptions.DeleteOnClose
                    );
                    await Task.WhenAny(cluster.Completion, Task.Delay(Timeout.InfiniteTimeSpan, terminal.Time, stop.Stop));
                    return 0;
                }
                catch (UserException e)
                {
                    // A lab that could not be started has removed its folder again.
                    Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
                    await File.WriteAllTextAsync(Path.Combine(folder, "error"), e.Message, CancellationToken.None);
                    return ExitCodes.Usage;
                }
            }
        );
        return command;
    }
}
