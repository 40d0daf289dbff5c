using System.CommandLine;
using Faultline.Hosting;
using Faultline.Hosting.Holding;
using Faultline.Linux.Roles;

namespace Faultline.Cli.Commands;

/// <summary><c>faultline holder</c> and <c>faultline watchdog</c>: this program as it starts itself beside a run with faults.</summary>
internal static class RoleCommands
{
    public static Command Holder(Terminal terminal) =>
        Create(
            RoleProgram.Holder,
            "Hold the faults of a run; started by the run itself.",
            () => FaultlineHost.Roles(terminal.Environment, terminal.Time).Hold()
        );

    public static Command Watchdog(Terminal terminal) =>
        Create(
            RoleProgram.Watchdog,
            "Undo what a dead run left; started by the run itself.",
            () => FaultlineHost.Roles(terminal.Environment, terminal.Time).Watch()
        );

    /// <summary><c>faultline host-role …</c>: what faults of hosts need a process of their own for.</summary>
    public static Command HostRole()
    {
        var words = new Argument<string[]>("ROLE") { Description = "The role and its arguments.", Arity = ArgumentArity.OneOrMore };
        var command = new Command(HostRoles.Word, "A process that a fault needs; started by the fault itself.") { words };
        command.Hidden = true;
        command.SetAction(parsed => HostRoles.Run(parsed.GetRequiredValue(words)));
        return command;
    }

    private static Command Create(string role, string purpose, Func<int> act)
    {
        var command = new Command(role, purpose) { Hidden = true };
        command.SetAction(_ => act());
        return command;
    }
}
