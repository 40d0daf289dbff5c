using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Net;
using System.Text;

namespace Faultline.Host.Networks.Names;

/// <summary>How a server answered.</summary>
internal enum DnsAnswerKind
{
    /// <summary>It has answered, perhaps with no addresses.</summary>
    Found,

    /// <summary>There is no such name.</summary>
    NoSuchName,

    /// <summary>The answer is too long for a datagram.</summary>
    Truncated,

    /// <summary>It could not, or would not.</summary>
    Failed,
}

/// <summary>A server's answer.</summary>
/// <param name="Kind">How it answered.</param>
/// <param name="Addresses">The addresses in it.</param>
/// <param name="Code">The server's code: 2 for SERVFAIL, 5 for REFUSED.</param>
internal sealed record DnsAnswer(DnsAnswerKind Kind, ImmutableArray<IPAddress> Addresses, int Code);

/// <summary>DNS messages, as far as a question for addresses needs them (RFC 1035).</summary>
internal static class DnsMessage
{
    /// <summary>The type of IPv4 addresses.</summary>
    public const ushort TypeA = 1;

    /// <summary>The type of IPv6 addresses.</summary>
    public const ushort TypeAaaa = 28;

    private const int HeaderSize = 12;
    private const ushort ClassInternet = 1;
    private const ushort IsAnswer = 0x8000;
    private const ushort IsTruncated = 0x0200;
    private const ushort WantsRecursion = 0x0100;
    private const int NoSuchName = 3;
    private const int MostHops = 64;

    /// <summary>A question; null where the name can't be asked for.</summary>
    public static byte[]? Question(ushort id, string name, ushort type)
    {
        var labels = name.Split('.');
        if (name.Length > 253 || labels.Any(label => label.Length is 0 or > 63))
        {
            return null;
        }

        var message = new List<byte>(HeaderSize + name.Length + 6);
        Span<byte> header = stackalloc byte[HeaderSize];
        header.Clear();
        BinaryPrimitives.WriteUInt16BigEndian(header, id);
        BinaryPrimitives.WriteUInt16BigEndian(header[2..], WantsRecursion);
        BinaryPrimitives.WriteUInt16BigEndian(header[4..], 1);
        message.AddRange(header);
        foreach (var label in labels)
        {
            message.Add((byte)label.Length);
            message.AddRange(Encoding.ASCII.GetBytes(label));
        }

        message.AddRange([0, (byte)(type >> 8), (byte)type, 0, (byte)ClassInternet]);
        return [.. message];
    }

    /// <summary>Reads an answer; null where it does not belong to the question, or is none.</summary>
    public static DnsAnswer? Read(ReadOnlySpan<byte> message, ReadOnlySpan<byte> question)
    {
        // The question stands in the answer, byte by byte, apart from upper and lower case.
        if (message.Length < question.Length || !message[..2].SequenceEqual(question[..2]) || !IsSame(message, question))
        {
            return null;
        }

        var flags = BinaryPrimitives.ReadUInt16BigEndian(message[2..]);
        if ((flags & IsAnswer) == 0)
        {
            return null;
        }

        var code = flags & 0xf;
        if ((flags & IsTruncated) != 0)
        {
            return new DnsAnswer(DnsAnswerKind.Truncated, [], code);
        }

        var kind = code switch
        {
            0 => DnsAnswerKind.Found,
            NoSuchName => DnsAnswerKind.NoSuchName,
            _ => DnsAnswerKind.Failed,
        };
        return new DnsAnswer(kind, kind == DnsAnswerKind.Found ? Addresses(message, question.Length) : [], code);
    }

    private static bool IsSame(ReadOnlySpan<byte> message, ReadOnlySpan<byte> question) =>
        BinaryPrimitives.ReadUInt16BigEndian(message[4..]) == 1
        && Ascii.EqualsIgnoreCase(message[HeaderSize..question.Length], question[HeaderSize..]);

    // The addresses of the name and of what it is an alias of: a server gives no others.
    private static ImmutableArray<IPAddress> Addresses(ReadOnlySpan<byte> message, int at)
    {
        var addresses = ImmutableArray.CreateBuilder<IPAddress>();
        for (var left = BinaryPrimitives.ReadUInt16BigEndian(message[6..]); left > 0; left--)
        {
            if (!TrySkipName(message, ref at) || at + 10 > message.Length)
            {
                break;
            }

            var type = BinaryPrimitives.ReadUInt16BigEndian(message[at..]);
            var length = BinaryPrimitives.ReadUInt16BigEndian(message[(at + 8)..]);
            at += 10;
            if (at + length > message.Length)
            {
                break;
            }

            if ((type, length) is (TypeA, 4) or (TypeAaaa, 16))
            {
                addresses.Add(new IPAddress(message.Slice(at, length)));
            }

            at += length;
        }

        return addresses.ToImmutable();
    }

    private static bool TrySkipName(ReadOnlySpan<byte> message, ref int at)
    {
        for (var hops = 0; hops <= MostHops && at < message.Length; hops++)
        {
            var length = message[at];
            if ((length & 0xc0) == 0xc0)
            {
                at += 2;
                return at <= message.Length;
            }

            at += 1 + length;
            if (length == 0)
            {
                return true;
            }
        }

        return false;
    }
}
