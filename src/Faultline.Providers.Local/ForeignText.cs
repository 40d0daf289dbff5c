using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Faultline.Providers.Local;

/// <summary>Text of others, of which nobody says how it is encoded.</summary>
internal static class ForeignText
{
    /// <summary>UTF-8 where the bytes are that; otherwise Latin-1, in which every byte is a character.</summary>
    /// <param name="bytes">The text.</param>
    /// <param name="isCut">Whether it was cut somewhere, maybe within a character; what is left of that one is dropped.</param>
    public static string Decode(ReadOnlySpan<byte> bytes, bool isCut)
    {
        var whole = isCut && Rune.DecodeLastFromUtf8(bytes, out _, out var rest) == OperationStatus.NeedMoreData ? bytes[..^rest] : bytes;
        return Utf8.IsValid(whole) ? Encoding.UTF8.GetString(whole) : Encoding.Latin1.GetString(bytes);
    }
}
