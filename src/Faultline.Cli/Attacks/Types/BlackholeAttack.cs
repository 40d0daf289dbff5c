using System.CommandLine;
using Faultline.Abstractions.Data;

namespace Faultline.Cli.Attacks.Types;

/// <summary>Drops traffic, in both directions.</summary>
internal sealed class BlackholeAttack : AttackType
{
    private readonly NetworkFlags _network = new();

    public override string Name => "blackhole";

    public override string Summary => "Drop traffic in both directions, silently, as a dead network does.";

    public override string Fault => "network.blackhole";

    public override IReadOnlyList<Option> Flags => [Length, .. Selection, _network.NoExclusions];

    private Option<string[]>[] Selection =>
        [_network.Hosts, _network.Addresses, _network.RemotePorts, _network.LocalPorts, _network.ProtocolNames, _network.Devices];

    public override DataObject Arguments(ParseResult parsed) => AttackFlag.Arguments(_network.Read(parsed, Selection));
}
