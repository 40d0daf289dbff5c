using Faultline.Hosting.Holding;
using Faultline.Lab;

namespace Faultline.Cli;

/// <summary>This program as a program to start: samples and the lab are roles of the one binary.</summary>
internal static class OwnProgram
{
    /// <summary>The file to start, and the arguments that come before our own.</summary>
    public static (string Path, string[] Arguments) Find()
    {
        var path =
            Environment.ProcessPath
            ?? throw new UserException("The path of this program can't be found out, so the lab can't start its samples.");
        // "dotnet faultline.dll": the host needs the assembly's path again.
        return Path.GetFileNameWithoutExtension(path) == "dotnet"
            ? (path, [Path.Combine(AppContext.BaseDirectory, "faultline.dll")])
            : (path, []);
    }

    /// <summary>This program in the roles of a run with faults.</summary>
    public static RoleProgram Roles()
    {
        var (path, arguments) = Find();
        return new RoleProgram(path, [.. arguments]);
    }

    /// <summary>What runs a role of the greeting sample.</summary>
    public static LabProgram GreetingSample()
    {
        var (path, arguments) = Find();
        return new LabProgram { Path = path, Arguments = [.. arguments, "sample", "greeting"] };
    }
}
