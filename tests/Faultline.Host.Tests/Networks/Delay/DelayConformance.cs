using Faultline.Host.Tests.Conformance;

namespace Faultline.Host.Tests.Networks.Delay;

public sealed class QueueDelayConformance : FaultConformance
{
    protected override FaultWorld World() => new DelayWorld(("ipaddress", "10.99.0.2"), ("ms", 20L), ("backend", "nfqueue"));
}

/// <summary>Runs where the kernel has netem, as the guest's has (<see cref="GuestTests"/>).</summary>
public sealed class NetemDelayConformance : FaultConformance
{
    protected override FaultWorld World() => new DelayWorld(("ipaddress", "10.99.0.2"), ("ms", 20L), ("backend", "netem"));
}
