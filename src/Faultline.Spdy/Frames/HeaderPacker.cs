using System.Buffers.Binary;
using System.Text;

namespace Faultline.Spdy.Frames;

/// <summary>
/// Headers to the bytes of a frame. The protocol wants one zlib stream for all frames of a direction; ours consists of stored
/// blocks, which every reader understands: headers are few and short here.
/// </summary>
internal sealed class HeaderPacker
{
    private const int MostStored = 0xffff;

    private bool _begun;

    /// <summary>The packed block. Blocks must be sent in the order in which they were packed.</summary>
    public byte[] Pack(SpdyHeaders headers)
    {
        var plain = Plain(headers);
        var packed = new List<byte>(plain.Length + 16);
        if (!_begun)
        {
            // Deflate with a 32 KiB window and a dictionary, and which one.
            packed.AddRange([0x78, 0xbb]);
            var id = new byte[4];
            BinaryPrimitives.WriteUInt32BigEndian(id, HeaderDictionary.Id);
            packed.AddRange(id);
            _begun = true;
        }

        foreach (var piece in plain.Chunk(MostStored))
        {
            Store(packed, piece);
        }

        // An empty block at the end is the sign for readers to hand out what they have.
        Store(packed, []);
        return [.. packed];
    }

    private static void Store(List<byte> packed, ReadOnlySpan<byte> piece)
    {
        packed.Add(0);
        packed.AddRange([(byte)piece.Length, (byte)(piece.Length >> 8), (byte)~piece.Length, (byte)(~piece.Length >> 8)]);
        packed.AddRange(piece);
    }

    // Several values of a name stand in one entry, separated by NUL.
    private static byte[] Plain(SpdyHeaders headers)
    {
        var entries = headers.GroupBy(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal).ToList();
        var plain = new List<byte>();
        AddNumber(plain, entries.Count);
        foreach (var entry in entries)
        {
            AddText(plain, entry.Key);
            AddText(plain, string.Join('\0', entry));
        }

        return [.. plain];
    }

    private static void AddText(List<byte> plain, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        AddNumber(plain, bytes.Length);
        plain.AddRange(bytes);
    }

    private static void AddNumber(List<byte> plain, int number) =>
        plain.AddRange([(byte)(number >> 24), (byte)(number >> 16), (byte)(number >> 8), (byte)number]);
}
