using System.CommandLine;
using System.Globalization;
using Faultline.Cli.Rendering;
using Faultline.Engine.Model;
using Faultline.Lab;
using Faultline.Lab.Greeting;

namespace Faultline.Cli.Commands;

/// <summary><c>faultline lab status|logs|down</c>: a lab that is up, seen from outside.</summary>
internal static class LabLookCommands
{
    private static Argument<string> Name() => new("LAB") { Description = "The lab's name.", DefaultValueFactory = _ => GreetingLab.Name };

    public static Command Status(GlobalOptions globals, Terminal terminal)
    {
        var name = Name();
        var command = new Command("status", "How a lab is doing.") { name };
        command.SetAction(
            async (parsed, stop) =>
            {
                using var client = LabCommand.Client(globals, parsed, terminal, parsed.GetRequiredValue(name));
                var status = await LabCommand.AskAsync(() => client.StatusAsync(stop));
                WriteNodes(status, terminal);
                WriteWorkloads(status, terminal);
                TextTable.Write(
                    terminal.Output,
                    ["POD", "PHASE", "READY", "RESTARTS", "PROCESS", "ADDRESS", "NODE"],
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
                                    pod.Node.Length > 0 ? pod.Node : "-",
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

    private static void WriteNodes(LabStatus status, Terminal terminal)
    {
        TextTable.Write(
            terminal.Output,
            ["NODE", "STATUS", "PODS", "ADDRESS"],
            [
                .. status.Nodes.Select(node =>
                    (string[])
                        [
                            node.Name,
                            (node.IsReady ? "Ready" : "NotReady") + (node.IsSchedulable ? "" : ",cordoned"),
                            node.Pods.ToString(CultureInfo.InvariantCulture),
                            node.Address,
                        ]
                ),
            ]
        );
        terminal.Output.WriteLine();
    }

    private static void WriteWorkloads(LabStatus status, Terminal terminal)
    {
        if (status.Workloads.Count == 0)
        {
            return;
        }

        TextTable.Write(
            terminal.Output,
            ["WORKLOAD", "READY", "ROLLED OUT"],
            [
                .. status.Workloads.Select(one =>
                    (string[])
                        [
                            $"{one.Kind} {one.Name}",
                            string.Create(CultureInfo.InvariantCulture, $"{one.Ready}/{one.Wanted}"),
                            one.IsDone ? "yes" : "no",
                        ]
                ),
            ]
        );
        terminal.Output.WriteLine();
    }

    public static Command Logs(GlobalOptions globals, Terminal terminal)
    {
        var pod = new Argument<string>("POD") { Description = "The pod's name, or the beginning of it." };
        var name = new Option<string>("--lab")
        {
            Description = "The lab's name.",
            HelpName = "NAME",
            DefaultValueFactory = _ => GreetingLab.Name,
        };
        var tail = new Option<int?>("--tail") { Description = "Only the last lines.", HelpName = "N" };
        var container = new Option<string?>("--container", "-c") { Description = "Which of the pod's containers.", HelpName = "NAME" };
        var command = new Command("logs", "What a pod of a lab printed, each line with its time.") { pod, name, container, tail };
        command.SetAction(
            async (parsed, stop) =>
            {
                using var client = LabCommand.Client(globals, parsed, terminal, parsed.GetValue(name)!);
                var status = await LabCommand.AskAsync(() => client.StatusAsync(stop));
                var wanted = parsed.GetRequiredValue(pod);
                var found = status.Pods.Where(p => p.Name.StartsWith(wanted, StringComparison.Ordinal)).ToList();
                if (found.Count != 1)
                {
                    throw new UserException(
                        $"{(found.Count == 0 ? "No pod begins" : "Several pods begin")} with '{wanted}': {string.Join(", ", status.Pods.Select(p => p.Name))}."
                    );
                }

                terminal.Output.Write(
                    await LabCommand.AskAsync(() =>
                        client.LogAsync(found[0].Namespace, found[0].Name, parsed.GetValue(container), parsed.GetValue(tail), stop)
                    )
                );
                return 0;
            }
        );
        return command;
    }

    public static Command Down(GlobalOptions globals, Terminal terminal)
    {
        var name = Name();
        var command = new Command("down", "End a lab and everything in it.") { name };
        command.SetAction(
            async (parsed, stop) =>
            {
                var lab = parsed.GetRequiredValue(name);
                var folder = LabCommand.Folder(globals, parsed, terminal, lab);
                using (var client = LabCommand.Client(globals, parsed, terminal, lab))
                {
                    await LabCommand.AskAsync(async () =>
                    {
                        await client.StopAsync(stop);
                        return 0;
                    });
                }

                using var deadline = new CancellationTokenSource(LabCommand.Patience, terminal.Time);
                while (LabCommand.ReadState(folder) is { IsRunning: true } && !deadline.IsCancellationRequested)
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(50), terminal.Time, stop);
                }

                terminal.Output.WriteLine($"The lab '{lab}' is down.");
                return 0;
            }
        );
        return command;
    }
}
