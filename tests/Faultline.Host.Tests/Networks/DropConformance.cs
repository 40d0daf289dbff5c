using Faultline.Host.Networks.Drops;
using Faultline.Host.Tests.Conformance;
using Faultline.TestKit;

namespace Faultline.Host.Tests.Networks;

public sealed class BlackholeConformance : FaultConformance
{
    protected override FaultWorld World() => new DropWorld("network.blackhole", ("ipaddress", NamespacePair.FarAddress.ToString()));
}

public sealed class LossConformance : FaultConformance
{
    protected override FaultWorld World() =>
        new DropWorld("network.loss", ("ipaddress", NamespacePair.FarAddress6.ToString()), ("percent", 30L));
}

/// <summary>As on a kernel that knows no tables with owners.</summary>
public sealed class LeftBlackholeConformance : FaultConformance
{
    protected override FaultWorld World() =>
        new LeftWorld("network.blackhole", ("ipaddress", NamespacePair.FarAddress.ToString()))
        {
            Mechanism = new NftDropMechanism(isOwned: false, isAtDevices: true),
        };

    private sealed class LeftWorld(string function, params (string Key, Abstractions.Data.DataNode Value)[] arguments)
        : DropWorld(function, arguments)
    {
        public override string? Missing =>
            base.Missing ?? (NamespacePair.FindTool("nft") is null ? "the commands in the record need 'nft' (package nftables)" : null);
    }
}
