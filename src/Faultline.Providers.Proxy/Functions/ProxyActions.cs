using Faultline.Abstractions.Data;
using Faultline.Abstractions.Functions;
using Faultline.Providers.Proxy.Client;

namespace Faultline.Providers.Proxy.Functions;

/// <summary>The functions on proxies.</summary>
internal static class ProxyActions
{
    private const string Actions = "chaostoxi.proxy.actions";

    /// <summary>Creates a proxy, to which toxics can be added. Its port is in the environment of later activities, as <c>NAME_PORT</c>.</summary>
    /// <param name="proxyName">The proxy's name.</param>
    /// <param name="upstreamHost">The host that it sends to; env:NAME for the value of an environment variable.</param>
    /// <param name="upstreamPort">The port that it sends to; env:NAME for the value of an environment variable.</param>
    /// <param name="listenHost">The address that it listens on.</param>
    /// <param name="listenPort">The port that it listens on; 0 for a free one.</param>
    /// <param name="enabled">Whether it listens at once.</param>
    [Action(Actions)]
    public static async Task<bool> CreateProxyAsync(
        ProxyCall call,
        string proxyName,
        [Reads<HostOrPort>] string upstreamHost,
        [Reads<HostOrPort>] string upstreamPort,
        [Reads<HostOrPort>] string listenHost = "0.0.0.0",
        [Reads<HostOrPort>] string listenPort = "0",
        bool enabled = true,
        CancellationToken stop = default
    )
    {
        var listen = HostOrPort.Address(listenHost, listenPort, call.Variable);
        var upstream = HostOrPort.Address(upstreamHost, upstreamPort, call.Variable);
        call.Publish(await call.Changes.CreateProxyAsync(new ProxyState(proxyName, listen, upstream, enabled, []).Settings, stop));
        return true;
    }

    /// <summary>Changes a proxy; what is left out stays.</summary>
    /// <param name="proxyName">The proxy's name.</param>
    /// <param name="listenAddress">Where it is to listen: host:port.</param>
    /// <param name="upstreamAddress">Where it is to send to: host:port.</param>
    /// <param name="enabled">Whether it is to listen at all.</param>
    [Action(Actions)]
    public static async Task<bool> ModifyProxyAsync(
        ProxyCall call,
        string proxyName,
        string? listenAddress = null,
        string? upstreamAddress = null,
        bool? enabled = null,
        CancellationToken stop = default
    )
    {
        var change = new ProxyChange
        {
            Listen = listenAddress,
            Upstream = upstreamAddress,
            IsEnabled = enabled,
        };
        call.Publish(await call.Changes.ChangeProxyAsync(proxyName, change, stop));
        return true;
    }

    /// <summary>Disables a proxy: what is behind it is down for its clients.</summary>
    /// <param name="proxyName">The proxy's name.</param>
    [Action(Actions)]
    public static Task<bool> DisableProxyAsync(ProxyCall call, string proxyName, CancellationToken stop = default) =>
        ModifyProxyAsync(call, proxyName, enabled: false, stop: stop);

    /// <summary>Enables a proxy that is disabled.</summary>
    /// <param name="proxyName">The proxy's name.</param>
    [Action(Actions)]
    public static Task<bool> EnableProxyAsync(ProxyCall call, string proxyName, CancellationToken stop = default) =>
        ModifyProxyAsync(call, proxyName, enabled: true, stop: stop);

    /// <summary>Removes a proxy, with its connections and toxics; one that is not there is only warned of.</summary>
    /// <param name="proxyName">The proxy's name.</param>
    [Action(Actions)]
    public static async Task DeleteProxyAsync(ProxyCall call, string proxyName, CancellationToken stop = default)
    {
        if (!await call.Changes.DeleteProxyAsync(proxyName, stop))
        {
            call.Warn($"There is no proxy '{proxyName}' at {call.Api.Address} to delete.");
        }
    }

    /// <summary>Enables every proxy of the server and removes every toxic, those of others too.</summary>
    [Action(Actions)]
    public static async Task<bool> ResetAsync(ProxyCall call, CancellationToken stop = default)
    {
        await call.Changes.ResetAsync(stop);
        return true;
    }

    /// <summary>Tells whether there is a proxy of that name.</summary>
    /// <param name="proxyName">The proxy's name.</param>
    [Probe("chaostoxi.proxy.probes")]
    public static async Task<bool> ProxyExistAsync(ProxyCall call, string proxyName, CancellationToken stop = default) =>
        await call.Api.FindProxyAsync(proxyName, stop) is not null;

    /// <summary>An attribute of a proxy: listen, upstream, enabled, toxics, …; null where there is no such proxy.</summary>
    /// <param name="proxyName">The proxy's name.</param>
    /// <param name="attribute">The attribute's name.</param>
    /// <exception cref="FunctionFailedException">Proxies have no such attribute.</exception>
    [Probe("chaostoxi.proxy.probes")]
    public static async Task<DataNode?> GetProxyAttributeAsync(
        ProxyCall call,
        string proxyName,
        string attribute,
        CancellationToken stop = default
    )
    {
        DataObject proxy;
        try
        {
            var what = $"look at the proxy '{proxyName}'";
            proxy = await call.Api.AskAsync(what, HttpMethod.Get, ProxyApi.PathOf(proxyName), null, stop) as DataObject ?? DataObject.Empty;
        }
        catch (ProxyApiException e) when (e.IsNotFound)
        {
            return null;
        }

        return proxy[attribute]
            ?? throw new FunctionFailedException(
                $"the proxy '{proxyName}' has no attribute '{attribute}', only {string.Join(", ", proxy.Members.Select(member => member.Key))}"
            );
    }
}
