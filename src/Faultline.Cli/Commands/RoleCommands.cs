using System.CommandLine;
using Faultline.Hosting;
using Faultline.Hosting.Holding;

namespace Faultline.Cli.Commands;

/// <summary><c>faultline holder</c> and <c>faultline watchdog</c>: this program as it starts itself beside a run with faults.</summary>
internal static class RoleCommands
{
    public static Command Holder(GlobalOptions globals, Terminal terminal) =>
        Create(RoleProgram.Holder, "Hold the faults of a run; started by the run itself.", globals, terminal, roles => roles.Hold());

    public static Command Watchdog(GlobalOptions globals, Terminal terminal) =>
        Create(RoleProgram.Watchdog, "Undo what a dead run left; started by the run itself.", globals, terminal, roles => roles.Watch());

    private static Command Create(string role, string purpose, GlobalOptions globals, Terminal terminal, Func<FaultRoles, int> act)
    {
        var command = new Command(role, purpose) { Hidden = true };
        command.SetAction(async (parsed, _) => act(await globals.RolesAsync(parsed, terminal)));
        return command;
    }
}
