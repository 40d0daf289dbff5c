using System.Collections.Immutable;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Planning;
using Faultline.Providers.Proxy.Client;

namespace Faultline.Providers.Proxy.Functions;

/// <summary>Changes that are told, and not made.</summary>
/// <param name="api">To look with.</param>
/// <param name="sight">What is known of the server.</param>
/// <param name="looks">Whether the server may be asked.</param>
internal sealed class PlannedProxyChanges(ProxyApi api, ServerSight sight, bool looks) : IProxyChanges
{
    private readonly ImmutableArray<PlannedTarget>.Builder _targets = ImmutableArray.CreateBuilder<PlannedTarget>();

    /// <summary>What would be changed, in order.</summary>
    public ImmutableArray<PlannedTarget> Targets => _targets.ToImmutable();

    /// <summary>Why it is not known what would be changed; null where it is.</summary>
    public string? Unknown { get; private set; }

    public Task<ProxyState> CreateProxyAsync(DataObject wish, CancellationToken stop)
    {
        var proxy = ProxyState.Read(wish)!;
        var state = proxy.IsEnabled ? "" : ", disabled";
        Add(
            proxy.Name,
            null,
            $"created: {proxy.Listen} -> {proxy.Upstream}{state}",
            ProxyUndo.DeleteProxy(api.Address, proxy.Name) + WithLease
        );
        return Task.FromResult(proxy);
    }

    public Task<ToxicState> CreateToxicAsync(string proxy, DataObject wish, CancellationToken stop)
    {
        var toxic = ToxicState.Read(wish)!;
        var set = string.Concat(toxic.Attributes.Members.Select(member => $" {member.Key}={PythonText.Str(member.Value)}"));
        var share = toxic.Toxicity.Equals(1.0) ? "" : $", {PythonText.Str(toxic.Toxicity)} of the connections";
        Add(
            proxy,
            toxic.Name,
            $"created: {toxic.Type}{set}, {toxic.Stream}{share}",
            ProxyUndo.RemoveToxic(api.Address, proxy, toxic.Name) + WithLease
        );
        return Task.FromResult(toxic);
    }

    public async Task<ProxyState> ChangeProxyAsync(string proxy, ProxyChange change, CancellationToken stop)
    {
        var words = new List<string>();
        words.AddRange(change.IsEnabled is { } isEnabled ? [isEnabled ? "enabled" : "disabled"] : []);
        words.AddRange(change.Listen is { } listen ? [$"listens on {listen}"] : []);
        words.AddRange(change.Upstream is { } upstream ? [$"sends to {upstream}"] : []);
        var now = await FindAsync(proxy, stop);
        var before = now is null ? null : ProxyChange.Part(now.Settings, change.ToData());
        Add(
            proxy,
            null,
            words.Count == 0 ? "changed: nothing" : string.Join(", ", words),
            (before is null ? "its former settings" : ProxyUndo.ChangeProxy(api.Address, proxy, before))
                + (change.OnlyDisables && now is not { IsEnabled: false } ? WithLease : $"; {NeedsNetwork}")
        );
        return now ?? new ProxyState(proxy, "", "", true, []);
    }

    public async Task<bool> DeleteProxyAsync(string proxy, CancellationToken stop)
    {
        var now = await FindAsync(proxy, stop);
        Add(proxy, null, "deleted", now is null ? null : $"{ProxyUndo.CreateProxy(api.Address, now.Settings)}; {NeedsNetwork}");
        return true;
    }

    public async Task<bool> DeleteToxicAsync(string proxy, string toxic, CancellationToken stop)
    {
        var now = (await FindAsync(proxy, stop))?.Toxic(toxic);
        Add(proxy, toxic, "removed", now is null ? null : $"{ProxyUndo.CreateToxic(api.Address, proxy, now.ToData())}; {NeedsNetwork}");
        return true;
    }

    public async Task ResetAsync(CancellationToken stop)
    {
        if (!looks)
        {
            Unknown = "every proxy of the server is enabled and loses its toxics";
            return;
        }

        foreach (var proxy in await api.ProxiesAsync(stop))
        {
            if (!proxy.IsEnabled)
            {
                await ChangeProxyAsync(proxy.Name, new ProxyChange { IsEnabled = true }, stop);
            }

            foreach (var toxic in proxy.Toxics)
            {
                await DeleteToxicAsync(proxy.Name, toxic.Name, stop);
            }
        }
    }

    private string NeedsNetwork => $"needs the network to {api.Address.Host}";

    private string WithLease => "; " + sight.WhoTakesBack(api.Address.Host);

    // What is not there now is made by an earlier call of the plan, if at all, and is nothing to bring back.
    private async Task<ProxyState?> FindAsync(string proxy, CancellationToken stop) =>
        looks && sight.Version is not null ? await api.FindProxyAsync(proxy, stop) : null;

    private void Add(string proxy, string? toxic, string change, string? undo)
    {
        var owner = $"{api.Address}/{ProxyApi.PathOf(proxy)}";
        _targets.Add(
            new PlannedTarget(toxic is null ? "proxy" : "toxic", toxic is null ? proxy : $"{proxy}/{toxic}")
            {
                Identity = toxic is null ? owner : $"{api.Address}/{ProxyApi.PathOf(proxy, toxic)}",
                OwnerIdentity = toxic is null ? null : owner,
                Change = change,
                Undo = undo,
            }
        );
    }
}
