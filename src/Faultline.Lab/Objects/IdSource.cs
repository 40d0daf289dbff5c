using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Faultline.Lab.Objects;

/// <summary>Names and uids by chance. Names come from a seed, so that a rehearsal can be repeated; uids never repeat.</summary>
internal sealed class IdSource(int seed)
{
    // Without vowels and digits that look like them, as Kubernetes does, so that no words come out.
    private const string Letters = "bcdfghjklmnpqrstvwxz2456789";

    private readonly Lock _lock = new();
    private readonly Random _names = new(seed);

    /// <summary>Five characters to make a name unique.</summary>
    public string NameSuffix()
    {
        lock (_lock)
        {
            return new string(_names.GetItems<char>(Letters, 5));
        }
    }

    /// <summary>A new uid.</summary>
    public static string Uid()
    {
        Span<byte> bytes = stackalloc byte[16];
        RandomNumberGenerator.Fill(bytes);
        var version = BinaryPrimitives.ReadUInt16BigEndian(bytes[6..]);
        BinaryPrimitives.WriteUInt16BigEndian(bytes[6..], (ushort)((version & 0x0fff) | 0x4000));
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString();
    }
}
