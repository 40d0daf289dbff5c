namespace Faultline.Providers.Proxy.Client;

/// <summary>Which server answers.</summary>
/// <param name="Compatible">The version of Toxiproxy that it is, or is like; empty where it does not say.</param>
/// <param name="Faultline">Our own version; null for a server that is not ours, and has no leases.</param>
public sealed record ProxyServerVersion(string Compatible, string? Faultline)
{
    /// <summary>Whether it is ours: it has leases.</summary>
    public bool IsOurs => Faultline is not null;
}
