using Faultline.Abstractions.Data;

namespace Faultline.Providers.Proxy.Client;

/// <summary>What is to become of a proxy; what is null stays as it is.</summary>
public sealed record ProxyChange
{
    /// <summary>Where it is to listen.</summary>
    public string? Listen { get; init; }

    /// <summary>Where it is to send to.</summary>
    public string? Upstream { get; init; }

    /// <summary>Whether it is to listen at all.</summary>
    public bool? IsEnabled { get; init; }

    /// <summary>Whether it makes the proxy listen no more, and does nothing else: the one change that a lease can take back.</summary>
    public bool OnlyDisables => this == new ProxyChange { IsEnabled = false };

    /// <summary>What stands under the keys of a change.</summary>
    /// <param name="whole">The settings of the proxy.</param>
    /// <param name="keys">The change.</param>
    internal static DataObject Part(DataObject whole, DataObject keys) =>
        new(keys.Members.Where(member => whole.Has(member.Key)).Select(member => new DataMember(member.Key, whole[member.Key]!)));

    /// <summary>As the API reads it.</summary>
    public DataObject ToData()
    {
        var data = DataObject.Empty;
        data = Listen is null ? data : data.With("listen", Listen);
        data = Upstream is null ? data : data.With("upstream", Upstream);
        return IsEnabled is { } isEnabled ? data.With("enabled", isEnabled) : data;
    }
}
