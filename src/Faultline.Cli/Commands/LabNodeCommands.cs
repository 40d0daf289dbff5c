using System.CommandLine;
using Faultline.Lab;
using Faultline.Lab.Greeting;

namespace Faultline.Cli.Commands;

/// <summary><c>faultline lab node kill|start</c>: a node of a lab that is up goes down at once, or comes back.</summary>
internal static class LabNodeCommands
{
    public static Command Create(GlobalOptions globals, Terminal terminal) =>
        new("node", "Lose a node of a lab, or get it back.")
        {
            Change(
                globals,
                terminal,
                "kill",
                "Kill every process on a node at once; its pods go elsewhere after the lab's eviction timeout.",
                "is down",
                static (client, node, stop) => client.KillNodeAsync(node, stop)
            ),
            Change(
                globals,
                terminal,
                "start",
                "Bring a node back that was killed.",
                "is back",
                static (client, node, stop) => client.StartNodeAsync(node, stop)
            ),
        };

    private static Command Change(
        GlobalOptions globals,
        Terminal terminal,
        string name,
        string description,
        string done,
        Func<LabClient, string, CancellationToken, Task> change
    )
    {
        var node = new Argument<string>("NODE") { Description = "The node's name, as 'lab status' shows it." };
        var lab = new Option<string>("--lab")
        {
            Description = "The lab's name.",
            HelpName = "NAME",
            DefaultValueFactory = _ => GreetingLab.Name,
        };
        var command = new Command(name, description) { node, lab };
        command.SetAction(
            async (parsed, stop) =>
            {
                using var client = LabCommand.Client(globals, parsed, terminal, parsed.GetValue(lab)!);
                await LabCommand.AskAsync(async () =>
                {
                    await change(client, parsed.GetRequiredValue(node), stop);
                    return 0;
                });
                terminal.Output.WriteLine($"The node '{parsed.GetRequiredValue(node)}' {done}.");
                return 0;
            }
        );
        return command;
    }
}
