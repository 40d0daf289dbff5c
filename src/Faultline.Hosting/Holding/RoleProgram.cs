using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Faultline.Abstractions;

namespace Faultline.Hosting.Holding;

/// <summary>How this program starts itself in another role.</summary>
/// <param name="Path">The file to start.</param>
/// <param name="Arguments">The arguments that come before the role's name, as for <c>dotnet faultline.dll</c>.</param>
public sealed record RoleProgram(string Path, ImmutableArray<string> Arguments)
{
    /// <summary>The role of the process that holds faults.</summary>
    public const string Holder = "holder";

    /// <summary>The role of the process that undoes what a dead run left.</summary>
    public const string Watchdog = "watchdog";

    /// <summary>The word before each extension whose faults a role has to know.</summary>
    public const string Extension = "--extension";

    private const string SearchPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    // Where the runtime is, without which nothing begins.
    private static readonly ImmutableArray<string> Runtime =
    [
        "DOTNET_ROOT",
        "DOTNET_ROOT_X64",
        "DOTNET_ROOT_ARM64",
        "DOTNET_BUNDLE_EXTRACT_BASE_DIR",
    ];

    // What tools that a fault calls may need. Nothing else is handed on: secrets often stand in the environment.
    private static readonly ImmutableArray<string> Usual = ["PATH", "HOME", "USER", "LANG", "LC_ALL", "TMPDIR", "XDG_RUNTIME_DIR"];

    /// <summary>The environment to take from what the roles need.</summary>
    public IEnvironment Environment { get; init; } = new ProcessEnvironment(ImmutableDictionary<string, string>.Empty);

    /// <summary>The assemblies of extensions whose faults the roles have to know; full paths.</summary>
    public ImmutableArray<string> Extensions { get; init; } = [];

    internal IEnumerable<string> ArgumentsOf(string role) =>
        [.. Arguments, role, .. Extensions.SelectMany(path => (string[])[Extension, path])];

    internal IReadOnlyDictionary<string, string> EnvironmentOf(string role)
    {
        var all = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["PATH"] = SearchPath,
            // No socket in /tmp for debuggers: it would stay there after a kill, and costs a moment at the start.
            ["DOTNET_EnableDiagnostics"] = "0",
            ["DOTNET_TieredPGO"] = "0",
        };
        // Whoever was started as 'dotnet faultline.dll' knows where the runtime is by no variable.
        if (RuntimeEnvironment.GetRuntimeDirectory().TrimEnd('/').Split('/') is [.., "shared", _, _] parts)
        {
            all["DOTNET_ROOT"] = string.Join('/', parts[..^3]);
        }

        foreach (var name in role == Watchdog ? Runtime : [.. Runtime, .. Usual])
        {
            if (Environment.Get(name) is { } value)
            {
                all[name] = value;
            }
        }

        return all;
    }
}
