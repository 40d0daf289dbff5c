using System.Buffers.Binary;
using System.Net;

namespace Faultline.Linux.Networking.Nftables;

/// <summary>An element of a set: from, to, both included, in the network's order and of one length.</summary>
/// <param name="From">The first.</param>
/// <param name="To">The last.</param>
public sealed record NftRange(ReadOnlyMemory<byte> From, ReadOnlyMemory<byte> To)
{
    /// <summary>After which time the kernel takes it out; null for never.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Addresses.</summary>
    public static NftRange Of(IPAddress from, IPAddress to) => new(from.GetAddressBytes(), to.GetAddressBytes());

    /// <summary>Ports.</summary>
    public static NftRange Of(ushort from, ushort to) => new(Bytes(from), Bytes(to));

    /// <summary>The key behind the last; null where the last is the greatest there is.</summary>
    internal byte[]? Behind()
    {
        var next = To.ToArray();
        for (var at = next.Length - 1; at >= 0; at--)
        {
            if (++next[at] != 0)
            {
                return next;
            }
        }

        return null;
    }

    private static byte[] Bytes(ushort port)
    {
        var bytes = new byte[sizeof(ushort)];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, port);
        return bytes;
    }
}
