using Faultline.Host.Tests.Conformance;

namespace Faultline.Providers.Proxy.Tests.Faults;

public sealed class LatencyConformance : FaultConformance
{
    protected override FaultWorld World() => new ProxyWorld("proxy.latency", """{"latency": "20ms", "jitter": "5ms"}""");
}

public sealed class BandwidthConformance : FaultConformance
{
    protected override FaultWorld World() => new ProxyWorld("proxy.bandwidth", """{"rate": 100}""");
}

public sealed class SlowCloseConformance : FaultConformance
{
    protected override FaultWorld World() => new ProxyWorld("proxy.slow_close", """{"delay": "50ms"}""");
}

public sealed class TimeoutConformance : FaultConformance
{
    protected override FaultWorld World() => new ProxyWorld("proxy.timeout", """{"timeout": "50ms", "stream": "upstream"}""");
}

public sealed class EndlessTimeoutConformance : FaultConformance
{
    protected override FaultWorld World() => new ProxyWorld("proxy.timeout", """{}""");
}

public sealed class ResetPeerConformance : FaultConformance
{
    protected override FaultWorld World() => new ProxyWorld("proxy.reset_peer", """{"timeout": "20ms"}""");
}

public sealed class SlicerConformance : FaultConformance
{
    protected override FaultWorld World() =>
        new ProxyWorld("proxy.slicer", """{"average_size": 10, "size_variation": 3, "delay": "5ms"}""");
}

public sealed class LimitDataConformance : FaultConformance
{
    protected override FaultWorld World() => new ProxyWorld("proxy.limit_data", """{"bytes": 100, "toxicity": 0.5}""");
}

public sealed class DownConformance : FaultConformance
{
    protected override FaultWorld World() => new ProxyWorld("proxy.down", """{}""");
}

/// <summary>On a server that has no leases.</summary>
public sealed class ForeignLatencyConformance : FaultConformance
{
    protected override FaultWorld World() => new ProxyWorld("proxy.latency", """{"latency": "20ms", "jitter": "5ms"}""", isForeign: true);
}

/// <summary>On a server that has no leases.</summary>
public sealed class ForeignTimeoutConformance : FaultConformance
{
    protected override FaultWorld World() => new ProxyWorld("proxy.timeout", """{"timeout": "50ms"}""", isForeign: true);
}

/// <summary>On a server that has no leases.</summary>
public sealed class ForeignDownConformance : FaultConformance
{
    protected override FaultWorld World() => new ProxyWorld("proxy.down", """{}""", isForeign: true);
}
