namespace Faultline.Linux.Networking.Nftables;

/// <summary>What the elements of a set are; the number is nft's own for the type.</summary>
public enum NftKey
{
    /// <summary>IPv4 addresses, of 4 bytes.</summary>
    Ip4Address = 7,

    /// <summary>IPv6 addresses, of 16 bytes.</summary>
    Ip6Address = 8,

    /// <summary>Ports, of 2 bytes.</summary>
    Port = 13,
}

/// <summary>A set of ranges.</summary>
/// <param name="Name">Its name within the table.</param>
/// <param name="Key">What its elements are.</param>
public sealed record NftSet(string Name, NftKey Key)
{
    /// <summary>Whether its elements can be removed by the kernel after a time.</summary>
    public bool HasTimeouts { get; init; }

    /// <summary>How many bytes an element has.</summary>
    public int KeyLength =>
        Key switch
        {
            NftKey.Ip4Address => 4,
            NftKey.Ip6Address => 16,
            _ => 2,
        };
}
