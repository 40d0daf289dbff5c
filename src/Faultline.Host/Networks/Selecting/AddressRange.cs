using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Faultline.Host.Networks.Selecting;

/// <summary>Addresses of one family, from one to another, both included.</summary>
/// <param name="First">The first, as a number.</param>
/// <param name="Last">The last, as a number.</param>
/// <param name="IsVersion6">Whether they are IPv6's.</param>
internal sealed record AddressRange(UInt128 First, UInt128 Last, bool IsVersion6)
{
    private const int Bits4 = 32;
    private const int Bits6 = 128;

    /// <summary>All IPv4 addresses.</summary>
    public static AddressRange All4 { get; } = new(0, uint.MaxValue, false);

    /// <summary>All IPv6 addresses.</summary>
    public static AddressRange All6 { get; } = new(0, UInt128.MaxValue, true);

    /// <summary>Whether it is one address.</summary>
    public bool IsSingle => First == Last;

    /// <summary>Whether it lies in 127.0.0.0/8 or is ::1.</summary>
    public bool IsLoopback => IsVersion6 ? First == 1 && Last == 1 : First >> 24 == 127 && Last >> 24 == 127;

    /// <summary>The first address.</summary>
    public IPAddress FirstAddress => Address(First, IsVersion6);

    /// <summary>The last address.</summary>
    public IPAddress LastAddress => Address(Last, IsVersion6);

    /// <summary>One address; one that stands for IPv4 in IPv6 is IPv4's.</summary>
    public static AddressRange Of(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        var number = Number(plain);
        return new AddressRange(number, number, plain.AddressFamily == AddressFamily.InterNetworkV6);
    }

    /// <summary>Reads an address, or a network as <c>10.0.0.0/8</c>; null where it is none.</summary>
    public static AddressRange? Read(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var address = slash < 0 ? text : text[..slash];
        // What the system reads as an address is more than people mean: '1' would be 0.0.0.1, and 010 octal.
        if (!IPAddress.TryParse(address, out var parsed) || parsed.ScopeIdOrNone() != 0 || !IsPlain(address, parsed))
        {
            return null;
        }

        var range = Of(parsed);
        if (slash < 0)
        {
            return range;
        }

        var bits = range.IsVersion6 ? Bits6 : Bits4;
        if (
            !int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var prefix)
            || prefix > bits
            || parsed.IsIPv4MappedToIPv6
        )
        {
            return null;
        }

        var hosts = prefix == bits ? 0 : ((prefix == 0 && bits == Bits6 ? UInt128.Zero : UInt128.One << (bits - prefix)) - 1);
        return new AddressRange(range.First & ~hosts, range.First | hosts, range.IsVersion6);
    }

    /// <summary>Whether all of the other lies in it.</summary>
    public bool Holds(AddressRange other) => other.IsVersion6 == IsVersion6 && First <= other.First && other.Last <= Last;

    /// <summary>The same addresses in ranges that neither overlap nor touch, in order.</summary>
    public static IReadOnlyList<AddressRange> Merge(IEnumerable<AddressRange> ranges)
    {
        var merged = new List<AddressRange>();
        foreach (var range in ranges.OrderBy(one => one.IsVersion6).ThenBy(one => one.First))
        {
            if (merged.Count > 0 && merged[^1] is var last && last.IsVersion6 == range.IsVersion6 && Reaches(last, range))
            {
                merged[^1] = last with { Last = UInt128.Max(last.Last, range.Last) };
            }
            else
            {
                merged.Add(range);
            }
        }

        return merged;
    }

    /// <summary>What is left of it without the others.</summary>
    public IEnumerable<AddressRange> Except(IEnumerable<AddressRange> others) =>
        others.Where(one => one.IsVersion6 == IsVersion6).Aggregate((IEnumerable<AddressRange>)[this], Without);

    /// <summary>The address; for a network, the network as <c>10.0.0.0/8</c>; else both ends.</summary>
    public override string ToString()
    {
        if (IsSingle)
        {
            return FirstAddress.ToString();
        }

        var bits = IsVersion6 ? Bits6 : Bits4;
        var size = Last - First + 1;
        // The whole of IPv6 is one more than there are numbers.
        var hostBits = size == 0 ? bits : (int)UInt128.TrailingZeroCount(size);
        var isNetwork = size == 0 || (UInt128.PopCount(size) == 1 && (First & (size - 1)) == 0);
        return isNetwork
            ? string.Create(CultureInfo.InvariantCulture, $"{FirstAddress}/{bits - hostBits}")
            : $"{FirstAddress}-{LastAddress}";
    }

    private static IEnumerable<AddressRange> Without(IEnumerable<AddressRange> ranges, AddressRange hole)
    {
        foreach (var range in ranges)
        {
            if (hole.Last < range.First || range.Last < hole.First)
            {
                yield return range;
                continue;
            }

            if (range.First < hole.First)
            {
                yield return range with
                {
                    Last = hole.First - 1,
                };
            }

            if (hole.Last < range.Last)
            {
                yield return range with
                {
                    First = hole.Last + 1,
                };
            }
        }
    }

    private static bool Reaches(AddressRange low, AddressRange high) => low.Last == UInt128.MaxValue || high.First <= low.Last + 1;

    private static bool IsPlain(string text, IPAddress address) =>
        address.AddressFamily == AddressFamily.InterNetworkV6
            ? text.Contains(':', StringComparison.Ordinal) && !text.Contains('[', StringComparison.Ordinal)
            : text == address.ToString();

    private static UInt128 Number(IPAddress address)
    {
        var bytes = address.GetAddressBytes();
        return bytes.Length == 4 ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    private static IPAddress Address(UInt128 number, bool isVersion6)
    {
        var bytes = new byte[isVersion6 ? 16 : 4];
        if (isVersion6)
        {
            BinaryPrimitives.WriteUInt128BigEndian(bytes, number);
        }
        else
        {
            BinaryPrimitives.WriteUInt32BigEndian(bytes, (uint)number);
        }

        return new IPAddress(bytes);
    }
}

/// <summary>What IPv4 addresses have no answer to.</summary>
file static class Scopes
{
    public static long ScopeIdOrNone(this IPAddress address) => address.AddressFamily == AddressFamily.InterNetworkV6 ? address.ScopeId : 0;
}
