using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Faultline.Linux.Processes;

namespace Faultline.Linux.Roles;

/// <summary>How this program starts itself in a small role of its own (<see cref="HostRoles"/>).</summary>
/// <param name="Path">The file to start.</param>
/// <param name="Arguments">The arguments that come before the role's.</param>
public sealed record OwnRole(string Path, ImmutableArray<string> Arguments)
{
    /// <summary>This program, however it was started itself; null where nobody can tell its path.</summary>
    /// <param name="library">The name of its assembly, for where <c>dotnet</c> runs it.</param>
    public static OwnRole? OfThisProgram(string library = "faultline.dll") =>
        Environment.ProcessPath is not { } path ? null
        : System.IO.Path.GetFileNameWithoutExtension(path) == "dotnet"
            ? new OwnRole(path, [System.IO.Path.Combine(AppContext.BaseDirectory, library)])
        : new OwnRole(path, []);

    /// <summary>What starts a role.</summary>
    /// <param name="arguments">The role's name and its arguments.</param>
    public ProcessSpec Spec(params IEnumerable<string> arguments) =>
        new()
        {
            Path = Path,
            Arguments = [.. Arguments, HostRoles.Word, .. arguments],
            Environment = Variables(),
            WorkingDirectory = "/",
        };

    // A program that is not whole in itself finds its runtime by a variable, which our own runtime's place tells as well.
    private static Dictionary<string, string> Variables()
    {
        var variables = new Dictionary<string, string> { ["PATH"] = "/usr/sbin:/usr/bin:/sbin:/bin", ["DOTNET_TieredPGO"] = "0" };
        var parts = RuntimeEnvironment.GetRuntimeDirectory().TrimEnd('/').Split('/');
        if (parts is [.., "shared", _, _])
        {
            variables["DOTNET_ROOT"] = string.Join('/', parts[..^3]);
        }

        return variables;
    }
}
