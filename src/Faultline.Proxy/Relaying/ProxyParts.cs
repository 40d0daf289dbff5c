using Faultline.Proxy.Toxics;

namespace Faultline.Proxy.Relaying;

/// <summary>What the connections of one proxy share.</summary>
internal sealed record ProxyParts(
    ToxicTable Toxics,
    ProxyCounters Counters,
    HeldBytes Held,
    Chance Chance,
    ProxyClock Clock,
    EventLoops Loops
);
