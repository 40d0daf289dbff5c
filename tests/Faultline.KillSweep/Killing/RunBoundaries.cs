namespace Faultline.KillSweep.Killing;

/// <summary>The moments of a run with a fault, as its log tells them.</summary>
internal static class RunBoundaries
{
    /// <summary>All, in order: a name, and what the line of the log holds.</summary>
    public static readonly (string Name, string[] Signs)[] All =
    [
        ("captured", ["\"fault-captured\""]),
        ("applying", ["\"fault-applying\""]),
        ("applied", ["\"fault-applied\""]),
        ("proven", ["\"fault-proven\"", "\"during\""]),
        ("reverting", ["\"fault-reverting\""]),
        ("reverted", ["\"fault-reverted\""]),
    ];

    public static string[] SignsOf(string name) => All.Single(one => one.Name == name).Signs;
}
