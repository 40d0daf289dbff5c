using System.CommandLine;
using System.Globalization;
using Faultline.Cli.Rendering;
using Faultline.Engine.Model;
using Faultline.Engine.Running;
using Faultline.Lab;
using Faultline.Lab.Greeting;
using Faultline.Linux.Processes;

namespace Faultline.Cli.Commands;

/// <summary><c>faultline lab run|up|status|logs|down</c>: the cloud on one machine.</summary>
internal static class LabCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static Command Create(GlobalOptions globals, Terminal terminal) =>
        new("lab", "A small cloud on this machine: real processes behind a Kubernetes API.")
        {
            Run(globals, terminal),
            Up(globals, terminal),
            Supervise(globals, terminal),
            Status(globals, terminal),
            Logs(globals, terminal),
            Down(globals, terminal),
        };

    /// <summary>Starts a lab in this process and waits until it can be used.</summary>
    public static async Task<LabCluster> StartAsync(
        LabFile file,
        string folder,
        ProcessStarter starter,
        Terminal terminal,
        CancellationToken stop
    )
    {
        LabCluster lab;
        try
        {
            lab = await LabCluster.StartAsync(
                file,
                new LabOptions { Folder = folder, Environment = terminal.Environment },
                starter,
                terminal.Time,
                stop
            );
        }
        catch (LabException e)
        {
            throw new UserException(e.Message);
        }

        using var deadline = new CancellationTokenSource(Patience, terminal.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, deadline.Token);
        try
        {
            await lab.WaitUntilReadyAsync(either.Token);
            return lab;
        }
        catch (Exception e) when (e is LabException or OperationCanceledException)
        {
            var waiting = lab.Status()
                .Pods.Where(pod => !pod.IsReady)
                .Select(pod => $"\n  {pod.Name}: {pod.Phase} {pod.Waiting}".TrimEnd());
            await lab.DisposeAsync();
            stop.ThrowIfCancellationRequested();
            throw new UserException($"The lab was not ready after {Patience.TotalSeconds:0} s.{string.Concat(waiting)}");
        }
    }

    private static Argument<string> LabArgument() =>
        new("LAB") { Description = "greeting, the lab that comes with Faultline, or a lab file." };

    private static string Folder(GlobalOptions globals, ParseResult parsed, Terminal terminal, string name) =>
        Path.Combine(globals.State(parsed, terminal), "labs", name);

    private static LabFile FileOf(string lab, GreetingOptions options)
    {
        if (lab == GreetingLab.Name)
        {
            try
            {
                return GreetingLab.Create(options, OwnProgram.GreetingSample());
            }
            catch (LabException e)
            {
                throw new UserException(e.Message);
            }
        }

        if (!File.Exists(lab))
        {
            throw new UserException($"There is no lab '{lab}': give 'greeting' or the path of a lab file.");
        }

        return LabFileText.TryRead(File.ReadAllText(lab), out var file, out var problems)
            ? file
            : throw new UserException(
                string.Join('\n', problems.Select(problem => $"{lab}{(problem.Position is { } at ? ":" + at : "")}: {problem.Text}"))
            );
    }

    private static Command Run(GlobalOptions globals, Terminal terminal)
    {
        var lab = LabArgument();
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
                var file = FileOf(parsed.GetRequiredValue(lab), switches.Read(parsed));
                using var folder = new TemporaryLabFolder();
                await using var cluster = await StartAsync(file, folder.Path, starter, terminal, stop.Stop);
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
                Environment = terminal.Environment.With(Variables(cluster, file)).All,
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

    /// <summary>What a command in the lab finds in its environment.</summary>
    public static Dictionary<string, string> Variables(LabCluster cluster, LabFile file)
    {
        var variables = new Dictionary<string, string> { ["KUBECONFIG"] = cluster.KubeconfigPath };
        if (file.Name == GreetingLab.Name)
        {
            variables["WEBAPP_URL"] = cluster.ServiceUrl(GreetingLab.EntryService).ToString();
        }

        return variables;
    }

    private static Command Up(GlobalOptions globals, Terminal terminal)
    {
        var lab = LabArgument();
        var switches = new GreetingSwitches();
        var command = new Command("up", "Bring a lab up and leave it running until 'lab down'.") { lab };
        switches.AddTo(command);
        command.SetAction(
            async (parsed, stop) =>
            {
                using var log = globals.OpenLog(parsed, terminal);
                // Read here too, so that what is wrong with it is said here.
                var file = FileOf(parsed.GetRequiredValue(lab), switches.Read(parsed));
                var folder = Folder(globals, parsed, terminal, file.Name);
                if (ReadState(folder) is { IsRunning: true })
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
        while (time.GetElapsedTime(begun) < Patience + TimeSpan.FromSeconds(10))
        {
            if (File.Exists(complaint))
            {
                throw new UserException((await File.ReadAllTextAsync(complaint, stop)).Trim());
            }

            if (File.Exists(Path.Combine(folder, "ready")) && ReadState(folder) is { IsRunning: true } state)
            {
                return state;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), time, stop);
        }

        throw new UserException($"The lab did not come up within {Patience.TotalSeconds + 10:0} s.");
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
    private static Command Supervise(GlobalOptions globals, Terminal terminal)
    {
        var lab = LabArgument();
        var switches = new GreetingSwitches();
        var command = new Command("supervise", "Run a lab in this process until it is told to end.") { Hidden = true };
        command.Add(lab);
        switches.AddTo(command);
        command.SetAction(
            async (parsed, _) =>
            {
                var file = FileOf(parsed.GetRequiredValue(lab), switches.Read(parsed));
                var folder = Folder(globals, parsed, terminal, file.Name);
                using var stop = new StopSource();
                using var signals = new StopSignals(stop);
                await using var starter = new ProcessStarter(terminal.Time);
                try
                {
                    await using var cluster = await StartAsync(file, folder, starter, terminal, stop.Stop);
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
                    await File.WriteAllTextAsync(Path.Combine(folder, "error"), e.Message);
                    return ExitCodes.Usage;
                }
            }
        );
        return command;
    }

    private static Argument<string> Name() => new("LAB") { Description = "The lab's name.", DefaultValueFactory = _ => GreetingLab.Name };

    private static Command Status(GlobalOptions globals, Terminal terminal)
    {
        var name = Name();
        var command = new Command("status", "How a lab is doing.") { name };
        command.SetAction(
            async (parsed, stop) =>
            {
                using var client = Client(globals, parsed, terminal, parsed.GetRequiredValue(name));
                var status = await AskAsync(() => client.StatusAsync(stop));
                TextTable.Write(
                    terminal.Output,
                    ["POD", "PHASE", "READY", "RESTARTS", "PROCESS", "ADDRESS"],
                    [
                        .. status.Pods.Select(pod =>
                            (string[])
                                [
                                    pod.Name,
                                    pod.IsTerminating ? "Terminating" : pod.Phase,
                                    pod.IsReady ? "yes" : "no",
                                    pod.RestartCount.ToString(CultureInfo.InvariantCulture),
                                    pod.ProcessId?.ToString(CultureInfo.InvariantCulture) ?? "-",
                                    pod.Address,
                                ]
                        ),
                    ]
                );
                terminal.Output.WriteLine();
                TextTable.Write(
                    terminal.Output,
                    ["SERVICE", "ENDPOINTS", "WITHOUT ENDPOINT", "URL"],
                    [
                        .. status.Services.Select(service =>
                            (string[])
                                [service.Name, service.Endpoints.ToString(CultureInfo.InvariantCulture), service.NoEndpoint, service.Url]
                        ),
                    ]
                );
                return status.IsReady ? 0 : ExitCodes.Inconclusive;
            }
        );
        return command;
    }

    private static Command Logs(GlobalOptions globals, Terminal terminal)
    {
        var pod = new Argument<string>("POD") { Description = "The pod's name, or the beginning of it." };
        var name = new Option<string>("--lab")
        {
            Description = "The lab's name.",
            HelpName = "NAME",
            DefaultValueFactory = _ => GreetingLab.Name,
        };
        var tail = new Option<int?>("--tail") { Description = "Only the last lines.", HelpName = "N" };
        var command = new Command("logs", "What a pod of a lab printed, each line with its time.") { pod, name, tail };
        command.SetAction(
            async (parsed, stop) =>
            {
                using var client = Client(globals, parsed, terminal, parsed.GetValue(name)!);
                var status = await AskAsync(() => client.StatusAsync(stop));
                var wanted = parsed.GetRequiredValue(pod);
                var found = status.Pods.Where(p => p.Name.StartsWith(wanted, StringComparison.Ordinal)).ToList();
                if (found.Count != 1)
                {
                    throw new UserException(
                        $"{(found.Count == 0 ? "No pod begins" : "Several pods begin")} with '{wanted}': {string.Join(", ", status.Pods.Select(p => p.Name))}."
                    );
                }

                terminal.Output.Write(
                    await AskAsync(() => client.LogAsync(found[0].Namespace, found[0].Name, parsed.GetValue(tail), stop))
                );
                return 0;
            }
        );
        return command;
    }

    private static Command Down(GlobalOptions globals, Terminal terminal)
    {
        var name = Name();
        var command = new Command("down", "End a lab and everything in it.") { name };
        command.SetAction(
            async (parsed, stop) =>
            {
                var lab = parsed.GetRequiredValue(name);
                var folder = Folder(globals, parsed, terminal, lab);
                using (var client = Client(globals, parsed, terminal, lab))
                {
                    await AskAsync(async () =>
                    {
                        await client.StopAsync(stop);
                        return 0;
                    });
                }

                using var deadline = new CancellationTokenSource(Patience, terminal.Time);
                while (ReadState(folder) is { IsRunning: true } && !deadline.IsCancellationRequested)
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(50), terminal.Time, stop);
                }

                terminal.Output.WriteLine($"The lab '{lab}' is down.");
                return 0;
            }
        );
        return command;
    }

    private static LabClient Client(GlobalOptions globals, ParseResult parsed, Terminal terminal, string lab) =>
        ReadState(Folder(globals, parsed, terminal, lab)) is { IsRunning: true } state
            ? new LabClient(state)
            : throw new UserException($"The lab '{lab}' is not up. 'faultline lab up {lab}' brings it up.");

    private static LabState? ReadState(string folder)
    {
        try
        {
            return LabState.Read(folder);
        }
        catch (LabException e)
        {
            throw new UserException(e.Message);
        }
    }

    private static async Task<T> AskAsync<T>(Func<Task<T>> question)
    {
        try
        {
            return await question();
        }
        catch (LabException e)
        {
            throw new UserException(e.Message);
        }
    }
}
