using System.Collections.Concurrent;
using Faultline.Abstractions;
using Faultline.Providers.Proxy.Client;

namespace Faultline.Providers.Proxy.Functions;

/// <summary>
/// The environment with the ports on which the proxies of an experiment listen: <c>db_PORT</c> for the proxy <c>db</c>. The
/// reference changes the environment of its own process.
/// </summary>
/// <param name="environment">What was there before.</param>
public sealed class PublishedPorts(IEnvironment environment) : IEnvironment
{
    private readonly ConcurrentDictionary<string, string> _ports = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> All =>
        _ports.IsEmpty ? environment.All : new ProcessEnvironment(environment.All).With(_ports).All;

    /// <inheritdoc/>
    public string? Get(string name) => _ports.TryGetValue(name, out var port) ? port : environment.Get(name);

    internal void Publish(ProxyState proxy) => _ports[proxy.Name + "_PORT"] = proxy.Listen[(proxy.Listen.LastIndexOf(':') + 1)..];
}
