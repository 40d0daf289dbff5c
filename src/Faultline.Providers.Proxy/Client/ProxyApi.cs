using System.Collections.Immutable;
using Faultline.Abstractions.Data;

namespace Faultline.Providers.Proxy.Client;

/// <summary>
/// A proxy's API: Toxiproxy's (version 2), and the leases that ours has beside it (<c>docs/proxy.md</c>). What goes wrong is a
/// <see cref="ProxyApiException"/> in words for people.
/// </summary>
/// <param name="address">Where it is.</param>
/// <param name="time">The clock of its patience.</param>
public sealed class ProxyApi(ProxyApiAddress address, TimeProvider time) : IDisposable
{
    private readonly ProxyApiTransport _transport = new(address, time);

    /// <summary>Where it is.</summary>
    public ProxyApiAddress Address => address;

    /// <summary>The path of a proxy.</summary>
    public static string PathOf(string proxy) => "proxies/" + Uri.EscapeDataString(proxy);

    /// <summary>The path of a toxic.</summary>
    public static string PathOf(string proxy, string toxic) => $"{PathOf(proxy)}/toxics/{Uri.EscapeDataString(toxic)}";

    /// <summary>Asks for anything; null where the answer is empty.</summary>
    /// <param name="what">What is asked for, as after "can't": <c>create the proxy 'db'</c>; null for messages that don't say it.</param>
    /// <param name="method">The method.</param>
    /// <param name="path">The path, below the address.</param>
    /// <param name="body">What is sent; null for nothing.</param>
    /// <param name="stop">Ends the request.</param>
    /// <param name="lease">The lease with which vanishes what this makes; null for what is to stay.</param>
    public Task<DataNode?> AskAsync(
        string? what,
        HttpMethod method,
        string path,
        DataObject? body,
        CancellationToken stop,
        string? lease = null
    ) => _transport.AskAsync(what, method, path, body, lease, stop);

    /// <summary>Which server answers.</summary>
    public async Task<ProxyServerVersion> VersionAsync(CancellationToken stop)
    {
        // Toxiproxies before 2.5 answer with the mere text.
        var text = await _transport.TextAsync("ask for the version", HttpMethod.Get, "version", null, null, stop);
        return ProxyApiTransport.TryParse(text) is DataObject answer
            ? new ProxyServerVersion(answer.Text("version") ?? "", answer.Text("faultline"))
            : new ProxyServerVersion(text.Trim(), null);
    }

    /// <summary>What it has counted, in Prometheus' text.</summary>
    public Task<string> MetricsAsync(CancellationToken stop) =>
        _transport.TextAsync("ask for the counters", HttpMethod.Get, "metrics", null, null, stop);

    /// <summary>All proxies, by name.</summary>
    public async Task<ImmutableArray<ProxyState>> ProxiesAsync(CancellationToken stop)
    {
        var answer = await AskAsync("list the proxies", HttpMethod.Get, "proxies", null, stop);
        return answer is DataObject proxies
            ? [.. proxies.Members.Select(member => ProxyState.Read(member.Value) ?? throw _transport.NotTheApi())]
            : throw _transport.NotTheApi();
    }

    /// <summary>A proxy with its toxics; null where there is none of that name.</summary>
    public async Task<ProxyState?> FindProxyAsync(string name, CancellationToken stop)
    {
        try
        {
            return await GetProxyAsync(name, stop);
        }
        catch (ProxyApiException e) when (e.IsNotFound)
        {
            return null;
        }
    }

    /// <summary>A proxy with its toxics.</summary>
    public async Task<ProxyState> GetProxyAsync(string name, CancellationToken stop) =>
        Proxy(await AskAsync($"look at the proxy '{name}'", HttpMethod.Get, PathOf(name), null, stop));

    /// <summary>Makes a proxy.</summary>
    /// <param name="wish">Its <c>name</c>, <c>listen</c>, <c>upstream</c> and <c>enabled</c> (<see cref="ProxyState.Settings"/>).</param>
    /// <param name="lease">The lease with which it vanishes; null for one that stays.</param>
    /// <param name="stop">Ends the request.</param>
    public async Task<ProxyState> CreateProxyAsync(DataObject wish, string? lease, CancellationToken stop) =>
        Proxy(await AskAsync($"create the proxy '{wish.Text("name")}'", HttpMethod.Post, "proxies", wish, stop, lease));

    /// <summary>Changes a proxy.</summary>
    /// <param name="name">The proxy.</param>
    /// <param name="change">What is to become of it.</param>
    /// <param name="stop">Ends the request.</param>
    /// <param name="lease">The lease with which a proxy that this disables is enabled again; null for a change that is to stay.</param>
    public async Task<ProxyState> UpdateProxyAsync(string name, ProxyChange change, CancellationToken stop, string? lease = null) =>
        // Toxiproxies before 2.6 know no PATCH.
        Proxy(await AskAsync($"change the proxy '{name}'", HttpMethod.Post, PathOf(name), change.ToData(), stop, lease));

    /// <summary>Removes a proxy, with its connections and toxics.</summary>
    public Task DeleteProxyAsync(string name, CancellationToken stop) =>
        AskAsync($"delete the proxy '{name}'", HttpMethod.Delete, PathOf(name), null, stop);

    /// <summary>The toxics of a proxy, in order.</summary>
    public async Task<ImmutableArray<ToxicState>> ToxicsAsync(string proxy, CancellationToken stop) =>
        await AskAsync($"list the toxics of the proxy '{proxy}'", HttpMethod.Get, PathOf(proxy) + "/toxics", null, stop) is DataArray answer
            ? [.. answer.Items.Select(item => ToxicState.Read(item) ?? throw _transport.NotTheApi())]
            : throw _transport.NotTheApi();

    /// <summary>A toxic; null where there is none of that name, or no such proxy.</summary>
    public async Task<ToxicState?> FindToxicAsync(string proxy, string name, CancellationToken stop)
    {
        try
        {
            return Toxic(await AskAsync($"look at {Words(proxy, name)}", HttpMethod.Get, PathOf(proxy, name), null, stop));
        }
        catch (ProxyApiException e) when (e.IsNotFound)
        {
            return null;
        }
    }

    /// <summary>Adds a toxic to a proxy.</summary>
    /// <param name="proxy">The proxy.</param>
    /// <param name="wish">Its <c>name</c>, <c>type</c>, <c>stream</c>, <c>toxicity</c> and <c>attributes</c> (<see cref="ToxicState.ToData"/>).</param>
    /// <param name="lease">The lease with which it vanishes; null for one that stays.</param>
    /// <param name="stop">Ends the request.</param>
    public async Task<ToxicState> CreateToxicAsync(string proxy, DataObject wish, string? lease, CancellationToken stop)
    {
        var what = $"add {Words(proxy, wish.Text("name") ?? wish.Text("type") ?? "")}";
        return Toxic(await AskAsync(what, HttpMethod.Post, PathOf(proxy) + "/toxics", wish, stop, lease));
    }

    /// <summary>Changes a toxic.</summary>
    /// <param name="proxy">The proxy.</param>
    /// <param name="name">The toxic.</param>
    /// <param name="change">Its new <c>toxicity</c> and <c>attributes</c>; what is left out stays.</param>
    /// <param name="stop">Ends the request.</param>
    public async Task<ToxicState> UpdateToxicAsync(string proxy, string name, DataObject change, CancellationToken stop) =>
        Toxic(await AskAsync($"change {Words(proxy, name)}", HttpMethod.Post, PathOf(proxy, name), change, stop));

    /// <summary>Removes a toxic.</summary>
    public Task DeleteToxicAsync(string proxy, string name, CancellationToken stop) =>
        AskAsync($"remove {Words(proxy, name)}", HttpMethod.Delete, PathOf(proxy, name), null, stop);

    /// <summary>Enables every proxy and removes every toxic.</summary>
    public Task ResetAsync(CancellationToken stop) => AskAsync("reset the proxies", HttpMethod.Post, "reset", null, stop);

    /// <summary>Opens a lease, which lasts so long unless it is renewed. Only a server of ours has leases.</summary>
    /// <param name="timeToLive">How long.</param>
    /// <param name="stop">Ends the attempt.</param>
    /// <param name="name">Its name, which nobody may have yet; null for one that the server makes.</param>
    /// <returns>Its name.</returns>
    public async Task<string> OpenLeaseAsync(TimeSpan timeToLive, CancellationToken stop, string? name = null) =>
        (await AskAsync("open a lease", HttpMethod.Post, "faultline/leases", Lease(timeToLive, name), stop) as DataObject)?.Text("id")
        ?? throw _transport.NotTheApi();

    /// <summary>A lease lasts so long from now on.</summary>
    public Task RenewLeaseAsync(string lease, TimeSpan timeToLive, CancellationToken stop) =>
        AskAsync($"renew the lease '{lease}'", HttpMethod.Put, LeasePath(lease), TimeToLive(timeToLive), stop);

    /// <summary>Ends a lease: once this returns, what was made under it has gone.</summary>
    public Task DeleteLeaseAsync(string lease, CancellationToken stop) =>
        AskAsync($"end the lease '{lease}'", HttpMethod.Delete, LeasePath(lease), null, stop);

    /// <summary>Opens a lease and holds it by a connection of its own. Only a server of ours has leases.</summary>
    /// <param name="timeToLive">How long it lasts until it is held.</param>
    /// <param name="stop">Ends the attempt.</param>
    /// <param name="name">Its name, which nobody may have yet; null for one that the server makes.</param>
    public async Task<HeldLease> HoldLeaseAsync(TimeSpan timeToLive, CancellationToken stop, string? name = null)
    {
        var id = await OpenLeaseAsync(timeToLive, stop, name);
        return new HeldLease(id, await _transport.OpenAsync($"hold the lease '{id}'", LeasePath(id) + "/hold", stop));
    }

    /// <inheritdoc/>
    public void Dispose() => _transport.Dispose();

    private static string LeasePath(string lease) => "faultline/leases/" + Uri.EscapeDataString(lease);

    private static DataObject Lease(TimeSpan time, string? name) => name is null ? TimeToLive(time) : TimeToLive(time).With("id", name);

    private static DataObject TimeToLive(TimeSpan time) => DataObject.Of(("ttl", time.TotalSeconds));

    private static string Words(string proxy, string toxic) => $"the toxic '{toxic}' of the proxy '{proxy}'";

    private ProxyState Proxy(DataNode? answer) => ProxyState.Read(answer) ?? throw _transport.NotTheApi();

    private ToxicState Toxic(DataNode? answer) => ToxicState.Read(answer) ?? throw _transport.NotTheApi();
}
