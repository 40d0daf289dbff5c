namespace Faultline.Linux.Networking.Nftables;

/// <summary>Which packets a table sees (NFPROTO_…).</summary>
public enum NftFamily
{
    /// <summary>IPv4 and IPv6.</summary>
    Inet = 1,

    /// <summary>IPv4.</summary>
    Ip4 = 2,

    /// <summary>What comes in and goes out at a device.</summary>
    NetDev = 5,

    /// <summary>IPv6.</summary>
    Ip6 = 10,
}

/// <summary>A table: its family and its name.</summary>
/// <param name="Family">The family.</param>
/// <param name="Name">The name.</param>
public readonly record struct NftTable(NftFamily Family, string Name)
{
    /// <summary>The family's word in nft's language.</summary>
    public string FamilyWord =>
        Family switch
        {
            NftFamily.Inet => "inet",
            NftFamily.Ip4 => "ip",
            NftFamily.Ip6 => "ip6",
            NftFamily.NetDev => "netdev",
            _ => Family.ToString(),
        };

    /// <summary>As in nft's language: <c>netdev fl-1</c>.</summary>
    public override string ToString() => $"{FamilyWord} {Name}";
}
