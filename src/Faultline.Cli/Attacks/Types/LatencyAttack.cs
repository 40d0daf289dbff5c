using System.CommandLine;
using Faultline.Abstractions.Data;

namespace Faultline.Cli.Attacks.Types;

/// <summary>Delays traffic.</summary>
internal sealed class LatencyAttack : AttackType
{
    private const long Longest = 60_000;
    private readonly NetworkFlags _network = new();

    private readonly Option<long> _delay = AttackFlag.Whole(
        "--ms",
        "-m",
        "By how many milliseconds it comes later.",
        "MILLISECONDS",
        initial: 100,
        least: 1,
        most: Longest
    );

    private readonly Option<long> _jitter = AttackFlag.Whole(
        "--jitter",
        null,
        "By how many milliseconds more or less, at random.",
        "MILLISECONDS",
        initial: 0,
        least: 0,
        most: Longest
    );

    public override string Name => "latency";

    public override string Summary => "Delay traffic.";

    public override string Fault => "network.latency";

    public override IReadOnlyList<Option> Flags => [Length, _delay, _jitter, .. Selection, _network.NoExclusions];

    private Option<string[]>[] Selection =>
        [_network.Hosts, _network.Addresses, _network.RemotePorts, _network.SourcePorts, _network.ProtocolNames, _network.Devices];

    public override DataObject Arguments(ParseResult parsed) =>
        AttackFlag.Arguments([
            ("ms", parsed.GetValue(_delay)),
            ("jitter", parsed.GetValue(_jitter) is > 0 and var jitter ? jitter : null),
            .. _network.Read(parsed, Selection),
        ]);

    public override IEnumerable<string> Check(System.CommandLine.Parsing.CommandResult result) =>
        result.GetValue(_jitter) > result.GetValue(_delay)
            ? ["'--jitter' is more than '--ms': nothing arrives before it is sent. Give at most as much."]
            : [];
}
