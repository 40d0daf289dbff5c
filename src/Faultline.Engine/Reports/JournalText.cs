using System.Buffers;
using Faultline.Abstractions.Data;

namespace Faultline.Engine.Reports;

/// <summary>
/// Reads the text of a journal. Python, and therefore the reference and we, write a float that is no number as <c>NaN</c>,
/// <c>Infinity</c> or <c>-Infinity</c>, which JSON does not have: a report shows them as these words.
/// </summary>
public static class JournalText
{
    /// <summary>The journal as a tree.</summary>
    /// <exception cref="DataSyntaxException">The text is not JSON, these words aside.</exception>
    public static DataNode Parse(ReadOnlySpan<byte> utf8) =>
        utf8.IndexOf("NaN"u8) < 0 && utf8.IndexOf("Infinity"u8) < 0 ? JsonText.Parse(utf8) : JsonText.Parse(Quoted(utf8));

    private static ReadOnlySpan<byte> Quoted(ReadOnlySpan<byte> utf8)
    {
        var quoted = new ArrayBufferWriter<byte>(utf8.Length + 64);
        var inText = false;
        for (var i = 0; i < utf8.Length; i++)
        {
            var word = inText ? 0 : WordAt(utf8[i..]);
            if (word > 0)
            {
                quoted.Write("\""u8);
                quoted.Write(utf8.Slice(i, word));
                quoted.Write("\""u8);
                i += word - 1;
                continue;
            }

            // What is escaped does not end a text; it is never the first byte of a word either.
            var length = inText && utf8[i] == '\\' && i + 1 < utf8.Length ? 2 : 1;
            inText = utf8[i] == '"' ? !inText : inText;
            quoted.Write(utf8.Slice(i, length));
            i += length - 1;
        }

        return quoted.WrittenSpan;
    }

    private static int WordAt(ReadOnlySpan<byte> text) =>
        text.StartsWith("NaN"u8) ? 3
        : text.StartsWith("Infinity"u8) ? 8
        : text.StartsWith("-Infinity"u8) ? 9
        : 0;
}
