using Faultline.Abstractions;
using Faultline.Hosting;
using Faultline.Hosting.Holding;

namespace Faultline.Cli;

/// <summary>
/// This program as it starts itself beside a run with faults. It is no command: the run waits for it, and to make commands takes
/// longer than all the rest.
/// </summary>
internal static class OwnRole
{
    /// <summary>Plays the role that a command line asks for.</summary>
    /// <returns>The exit code; null where it asks for none.</returns>
    public static int? Play(string[] line)
    {
        if (line is not [RoleProgram.Holder or RoleProgram.Watchdog])
        {
            return null;
        }

        var roles = FaultlineHost.Roles(ProcessEnvironment.OfThisProcess(), TimeProvider.System);
        var code = line[0] == RoleProgram.Holder ? roles.Hold() : roles.Watch();
        if (code != 0)
        {
            Console.Error.WriteLine($"Error: '{line[0]}' is a role in which a run with faults starts this program; it is no command.");
        }

        return code;
    }
}
