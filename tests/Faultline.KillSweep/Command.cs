using System.Diagnostics;
using Faultline.TestKit;

namespace Faultline.KillSweep;

/// <summary>The command that is killed.</summary>
internal static class Command
{
    /// <summary>Its path, and where its runtime is.</summary>
    /// <param name="path">The path that was given; null for what the launcher builds.</param>
    public static (string Program, string Runtime) Find(string? path)
    {
        var runtime = Path.GetFullPath(
            Path.Combine(System.Runtime.InteropServices.RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..")
        );
        if (path is not null)
        {
            return (Path.GetFullPath(path), runtime);
        }

        using var building = Process.Start(
            new ProcessStartInfo(Repository.Path("faultline"), ["--version"]) { RedirectStandardOutput = true }
        )!;
        building.StandardOutput.ReadToEnd();
        building.WaitForExit();
        return building.ExitCode == 0
            ? (Repository.Path("artifacts", "launcher", "app", "faultline"), runtime)
            : throw new InvalidOperationException("The command could not be built.");
    }

    /// <summary>The names of its functions.</summary>
    public static string Functions(string program)
    {
        using var listing = Process.Start(new ProcessStartInfo(program, ["functions", "list"]) { RedirectStandardOutput = true })!;
        var names = listing.StandardOutput.ReadToEnd();
        listing.WaitForExit();
        return names;
    }
}
