using System.Globalization;

namespace Faultline.Host.Diagnosis;

/// <summary>As whom we run, and what that allows.</summary>
internal static class OwnRights
{
    /// <summary>CAP_FOWNER: to change files of others.</summary>
    public const int FileOwner = 3;

    /// <summary>CAP_KILL: to signal processes of others.</summary>
    public const int Kill = 5;

    /// <summary>CAP_SYS_PTRACE: to look into processes of others.</summary>
    public const int LookInto = 19;

    /// <summary>CAP_SYS_ADMIN: to enter namespaces.</summary>
    public const int Administer = 21;

    /// <summary>CAP_SYS_BOOT: to shut down.</summary>
    public const int Boot = 22;

    /// <summary>The number of the user that we act as.</summary>
    public static long User =>
        Status("Uid:")?.Split('\t', StringSplitOptions.RemoveEmptyEntries) is [_, var effective, ..]
            ? long.Parse(effective, CultureInfo.InvariantCulture)
            : -1;

    /// <summary>Whether we have a capability.</summary>
    public static bool Has(int capability) =>
        ulong.TryParse(Status("CapEff:")?.Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var all)
        && ((all >> capability) & 1) != 0;

    private static string? Status(string key) =>
        File.ReadLines("/proc/self/status").FirstOrDefault(line => line.StartsWith(key, StringComparison.Ordinal))?[key.Length..];
}
