using Faultline.Abstractions;
using Faultline.Abstractions.Extensions;
using Faultline.Hosting;
using Faultline.Hosting.Holding;

namespace Faultline.Cli;

/// <summary>
/// This program as it starts itself beside a run with faults. It is no command: the run waits for it, and to make commands takes
/// longer than all the rest.
/// </summary>
internal static class RunRole
{
    private const int Misused = 2;

    /// <summary>Plays the role that a command line asks for.</summary>
    /// <param name="line">The command line: the role, and the extensions whose faults it has to know.</param>
    /// <returns>The exit code; null where it asks for none.</returns>
    public static int? Play(string[] line)
    {
        if (line is not [RoleProgram.Holder or RoleProgram.Watchdog, ..])
        {
            return null;
        }

        try
        {
            string[] extensions = [.. line.Skip(1).Where(word => word != RoleProgram.Extension)];
            var roles = FaultlineHost
                .RolesAsync(ProcessEnvironment.OfThisProcess(), TimeProvider.System, extensions)
                .GetAwaiter()
                .GetResult();
            var code = line[0] == RoleProgram.Holder ? roles.Hold() : roles.Watch();
            return code == 0 ? code : Complain($"'{line[0]}' is a role in which a run with faults starts this program; it is no command.");
        }
        catch (ExtensionException e)
        {
            return Complain(e.Message);
        }
    }

    private static int Complain(string message)
    {
        Console.Error.WriteLine("Error: " + message);
        return Misused;
    }
}
