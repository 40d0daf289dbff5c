using Faultline.Abstractions.Functions;

namespace Faultline.Providers.Proxy.Faults;

/// <summary>Which way data go through a proxy.</summary>
internal enum ToxicDirection
{
    /// <summary>What servers answer.</summary>
    Downstream,

    /// <summary>What clients send.</summary>
    Upstream,
}

/// <summary>For which data of a proxy a toxic is, and where that proxy is.</summary>
/// <param name="Stream">For which data: <c>downstream</c> is what servers answer, <c>upstream</c> what clients send.</param>
/// <param name="Toxicity">The share of connections that it is for, above 0 and up to 1; each connection decides once.</param>
/// <param name="Url">The proxy's API. Left out, that of a proxy which this run has started under the name; else <c>toxiproxy_url</c>, or <c>toxiproxy_host</c> and <c>toxiproxy_port</c>, of the configuration; else <c>$TOXIPROXY_URL</c>; else <c>http://localhost:8474</c>.</param>
[Arguments]
internal sealed record ToxicArguments(ToxicDirection Stream = ToxicDirection.Downstream, double Toxicity = 1, string? Url = null);
