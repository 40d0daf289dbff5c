using System.CommandLine;
using Faultline.Hosting;
using Faultline.Hosting.Holding;

namespace Faultline.Cli.Commands;

/// <summary><c>faultline holder</c> and <c>faultline watchdog</c>: this program as it starts itself beside a run with faults.</summary>
internal static class RoleCommands
{
    public static Command Holder(Terminal terminal) =>
        Create(RoleProgram.Holder, "Hold the faults of a run; started by the run itself.", () => FaultlineHost.Roles(terminal.Environment, terminal.Time).Hold());

    public static Command Watchdog(Terminal terminal) =>
        Create(RoleProgram.Watchdog, "Undo what a dead run left; started by the run itself.", () => FaultlineHost.Roles(terminal.Environment, terminal.Time).Watch());

    private static Command Create(string role, string purpose, Func<int> act)
    {
        var command = new Command(role, purpose) { Hidden = true };
        command.SetAction(_ => act());
        return command;
    }
}
