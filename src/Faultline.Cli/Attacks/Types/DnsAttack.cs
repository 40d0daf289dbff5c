using System.CommandLine;
using Faultline.Abstractions.Data;

namespace Faultline.Cli.Attacks.Types;

/// <summary>Drops what is asked of name servers.</summary>
internal sealed class DnsAttack : AttackType
{
    private readonly NetworkFlags _network = new();

    public override string Name => "dns";

    public override string Summary => "Drop traffic with name servers: a blackhole of port 53.";

    public override string Fault => "network.blackhole";

    public override IReadOnlyList<Option> Flags => [Length, _network.Addresses, _network.ProtocolNames, _network.Devices];

    // Name servers are spared unless somebody names their port, as here.
    public override DataObject Arguments(ParseResult parsed) =>
        AttackFlag
            .Arguments(_network.Read(parsed, _network.Addresses, _network.ProtocolNames, _network.Devices))
            .With("egress_port", DataArray.Of(["53"]));
}
