using Faultline.Abstractions.Data;
using Faultline.Abstractions.Faults;
using Faultline.Providers.Proxy.Client;

namespace Faultline.Providers.Proxy.Faults;

/// <summary>The proxy that a record is about, and what was to be done to it.</summary>
/// <param name="Api">Where its API is, without user and password.</param>
/// <param name="Proxy">Its name.</param>
/// <param name="IsOurs">Whether the server is ours, and has leases.</param>
/// <param name="Wish">The toxic as it was asked for; empty where none was.</param>
internal sealed record ToxicTarget(ProxyApiAddress Api, string Proxy, bool IsOurs, DataObject Wish)
{
    /// <summary>The toxic's name.</summary>
    public string Toxic => Wish.Text("name") ?? "";

    /// <summary>The target of a record.</summary>
    /// <exception cref="FaultRefusedException">The record is none of a proxy's fault.</exception>
    public static ToxicTarget Of(UndoRecord record) =>
        record.Before.Text("url") is { } url && ProxyApiAddress.TryParse(url, out var address) && record.Before.Text("proxy") is { } proxy
            ? new ToxicTarget(
                address,
                proxy,
                record.Before["leases"] is DataBoolean { Value: true },
                record.Before["toxic"] as DataObject ?? DataObject.Empty
            )
            : throw new FaultRefusedException("its record names no proxy", "Remove what it left with 'faultline proxy'.");

    /// <summary>As a record keeps it.</summary>
    public DataObject ToData() => DataObject.Of(("url", Api.ToString()), ("proxy", Proxy), ("leases", IsOurs), ("toxic", Wish));

    /// <summary>Asks its API.</summary>
    public ProxyApi Open(TimeProvider time) => new(Api, time);

    /// <summary>A command that a person would type.</summary>
    /// <param name="options">What stands before the address: <c>-X DELETE</c>.</param>
    /// <param name="path">The path.</param>
    public string Command(string options, string path) =>
        $"curl -fsS -o /dev/null {options} '{$"{Api}/{path}".Replace("'", @"'\''", StringComparison.Ordinal)}'";
}
