using Faultline.Cli.Attacks.Types;

namespace Faultline.Cli.Attacks;

/// <summary>The attacks that there are.</summary>
internal static class AttackTypes
{
    /// <summary>Gremlin's attacks that are not there yet, and what they would do.</summary>
    public static readonly IReadOnlyDictionary<string, string> Later = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["memory"] = "hold memory",
        ["io"] = "read and write files all the time",
        ["process_exhaustion"] = "fill the table of processes",
        ["gpu"] = "keep graphics processors busy",
        ["time_travel"] = "set the clock",
        ["certificate_expiry"] = "look when certificates expire",
    };

    /// <summary>All of them, in the order of the help; new ones each time, since a command owns its flags.</summary>
    public static IReadOnlyList<AttackType> Create() =>
        [
            new BlackholeAttack(),
            new LatencyAttack(),
            new PacketLossAttack(),
            new DnsAttack(),
            new CpuAttack(),
            new DiskAttack(),
            new ProcessKillerAttack(),
            new ProcessStopAttack(),
            new FilePermissionAttack(),
            new FileDeleteAttack(),
            new FileCorruptAttack(),
            new ShutdownAttack(),
        ];
}
