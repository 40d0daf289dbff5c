using System.Collections.Immutable;

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
}
