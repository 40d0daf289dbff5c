using System.CommandLine;
using System.CommandLine.Parsing;
using Faultline.Abstractions.Data;

namespace Faultline.Cli.Attacks.Types;

/// <summary>Loses packets.</summary>
internal sealed class PacketLossAttack : AttackType
{
    private readonly NetworkFlags _network = new();

    private readonly Option<long> _percent = AttackFlag.Whole(
        "--percent",
        "-r",
        "How many of a hundred packets are lost.",
        "PERCENT",
        initial: 1,
        least: 1,
        most: 100
    );

    private readonly Option<bool> _corrupt = AttackFlag.Switch("--corrupt", "-c", "Damage packets instead of losing them: comes later.");

    public override string Name => "packet_loss";

    public override string[] Aliases => ["packet-loss"];

    public override string Summary => "Lose a share of the packets.";

    public override string Fault => "network.loss";

    public override IReadOnlyList<Option> Flags => [Length, _percent, _corrupt, .. Selection, _network.NoExclusions];

    private Option<string[]>[] Selection =>
        [_network.Hosts, _network.Addresses, _network.RemotePorts, _network.SourcePorts, _network.ProtocolNames, _network.Devices];

    public override DataObject Arguments(ParseResult parsed) =>
        AttackFlag.Arguments([("percent", parsed.GetValue(_percent)), .. _network.Read(parsed, Selection)]);

    public override IEnumerable<string> Check(CommandResult result) =>
        result.GetValue(_corrupt)
            ? ["'--corrupt' is not there yet. Leave it out: packets are then lost, as they are once their checksum is wrong."]
            : [];
}
