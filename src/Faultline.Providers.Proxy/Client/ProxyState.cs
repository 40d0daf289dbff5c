using System.Collections.Immutable;
using Faultline.Abstractions.Data;

namespace Faultline.Providers.Proxy.Client;

/// <summary>A proxy, as the API tells it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Listen">Where it listens: <c>127.0.0.1:15432</c>, with the port that it has.</param>
/// <param name="Upstream">Where it sends to.</param>
/// <param name="IsEnabled">Whether it listens.</param>
/// <param name="Toxics">What is done to its connections, in order.</param>
public sealed record ProxyState(string Name, string Listen, string Upstream, bool IsEnabled, ImmutableArray<ToxicState> Toxics)
{
    /// <summary>The lease with which it vanishes; null where it stays.</summary>
    public string? Lease { get; init; }

    /// <summary>The toxic of that name; null where there is none.</summary>
    public ToxicState? Toxic(string name) => Toxics.FirstOrDefault(toxic => toxic.Name == name);

    /// <summary>Reads what the API writes; null where it is no proxy.</summary>
    public static ProxyState? Read(DataNode? node) =>
        node is DataObject proxy && proxy.Text("name") is { } name && proxy.Text("listen") is { } listen
            ? new ProxyState(
                name,
                listen,
                proxy.Text("upstream") ?? "",
                proxy["enabled"] is DataBoolean { Value: true },
                [.. ((proxy["toxics"] as DataArray)?.Items ?? []).Select(ToxicState.Read).OfType<ToxicState>()]
            )
            {
                Lease = proxy.Text("lease"),
            }
            : null;

    /// <summary>As the API writes it, with its toxics and without its lease.</summary>
    public DataObject ToData() => Settings.With("toxics", DataArray.Of(Toxics.Select(DataNode (toxic) => toxic.ToData())));

    /// <summary>As the API reads it: without toxics.</summary>
    public DataObject Settings => DataObject.Of(("name", Name), ("listen", Listen), ("upstream", Upstream), ("enabled", IsEnabled));
}
