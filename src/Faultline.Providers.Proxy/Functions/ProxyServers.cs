using System.Collections.Concurrent;
using Faultline.Abstractions.Data;
using Faultline.Providers.Proxy.Client;

namespace Faultline.Providers.Proxy.Functions;

/// <summary>The servers that calls are about, with what this process has open and has changed there.</summary>
/// <param name="time">The clock of patience.</param>
internal sealed class ProxyServers(TimeProvider time) : IAsyncDisposable
{
    private const string Url = "toxiproxy_url";
    private const string Host = "toxiproxy_host";
    private const string Port = "toxiproxy_port";
    private const int DefaultPort = 8474;

    private readonly ConcurrentDictionary<string, (ProxyApi Api, OwnProxyChanges Own)> _servers = new(StringComparer.Ordinal);

    /// <summary>The leases at those that are ours.</summary>
    public ProxyLeases Leases { get; } = new();

    /// <summary>The API at an address, and what was changed there.</summary>
    public (ProxyApi Api, OwnProxyChanges Own) At(ProxyApiAddress address) =>
        _servers.GetOrAdd(address.Secret, _ => (new ProxyApi(address, time), new OwnProxyChanges(address.ToString())));

    /// <summary>Where the configuration says that the API is: <c>toxiproxy_url</c>, else <c>toxiproxy_host</c> and <c>toxiproxy_port</c>.</summary>
    /// <param name="configuration">The resolved configuration.</param>
    /// <param name="problem">Why nobody knows.</param>
    public static ProxyApiAddress? AddressIn(DataObject configuration, out string problem)
    {
        problem = "";
        var text =
            Text(configuration, Url)
            ?? (Text(configuration, Host) is { } host ? $"http://{Bracketed(host)}:{Text(configuration, Port) ?? $"{DefaultPort}"}" : null);
        if (text is not null && ProxyApiAddress.TryParse(text, out var address))
        {
            return address;
        }

        problem = text is null
            ? $"the configuration does not say where the proxy's API is: give '{Url}' (such as {ProxyApiAddress.Default}), or '{Host}' and '{Port}'"
            : $"the configuration says that the proxy's API is at '{ProxyApiAddress.Shown(text)}', which is no address such as {ProxyApiAddress.Default}";
        return null;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Leases.DisposeAsync();
        foreach (var (api, _) in _servers.Values)
        {
            api.Dispose();
        }
    }

    private static string? Text(DataObject configuration, string key) =>
        configuration[key] is { } value and not (DataNull or DataBoolean { Value: false })
        && (value as DataString)?.Value is var text
        && (text ?? value.ToString()) is { Length: > 0 } set
            ? set
            : null;

    private static string Bracketed(string host) =>
        host.Contains(':', StringComparison.Ordinal) && !host.StartsWith('[') ? $"[{host}]" : host;
}
