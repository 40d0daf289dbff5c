using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Faultline.Abstractions.Data;

/// <summary>JSON text to <see cref="DataNode"/> trees and back.</summary>
public static class JsonText
{
    /// <summary>How deep a document may nest; deeper ones are refused rather than exhaust the stack.</summary>
    public const int MaxDepth = 200;

    /// <summary>Reads one JSON value with the positions of its keys and values.</summary>
    /// <param name="utf8">The text in UTF-8; a byte order mark is skipped.</param>
    /// <exception cref="DataSyntaxException">The text is not JSON (RFC 8259).</exception>
    public static DataNode Parse(ReadOnlySpan<byte> utf8)
    {
        if (utf8.StartsWith("\uFEFF"u8))
        {
            utf8 = utf8[3..];
        }

        var lines = new LineIndex(utf8);
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = MaxDepth });
        try
        {
            reader.Read();
            var node = Read(ref reader, utf8, lines);
            reader.Read();
            return node;
        }
        catch (JsonException e)
        {
            throw new DataSyntaxException(Explain(e), PositionOf(e, utf8, lines));
        }
        catch (InvalidOperationException)
        {
            throw new DataSyntaxException(
                "a string holds half of a surrogate pair or bytes that are not UTF-8",
                lines.At(utf8, (int)reader.TokenStartIndex)
            );
        }
    }

    /// <summary>Reads one JSON value.</summary>
    /// <exception cref="DataSyntaxException">The text is not JSON (RFC 8259).</exception>
    public static DataNode Parse(string text) => Parse(Encoding.UTF8.GetBytes(text));

    /// <summary>
    /// Writes a value the way Python's <c>json.dump(..., ensure_ascii=False)</c> does: with <paramref name="indent"/> spaces per
    /// level, or on one line where it is 0. Numbers keep their text; those that JSON does not have become strings.
    /// </summary>
    public static string Write(DataNode node, int indent = 2)
    {
        var utf8 = new ArrayBufferWriter<byte>();
        Write(utf8, node, indent);
        return Encoding.UTF8.GetString(utf8.WrittenSpan);
    }

    /// <summary>Writes a value as <see cref="Write(DataNode, int)"/> does, in UTF-8.</summary>
    public static void Write(IBufferWriter<byte> utf8, DataNode node, int indent = 2) => Append(utf8, node, indent, 0);

    private static DataNode Read(ref Utf8JsonReader reader, ReadOnlySpan<byte> utf8, LineIndex lines)
    {
        var position = lines.At(utf8, (int)reader.TokenStartIndex);
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                return new DataString(reader.GetString()!, position);
            case JsonTokenType.Number:
                return new DataNumber(Encoding.ASCII.GetString(reader.ValueSpan), position);
            case JsonTokenType.True:
            case JsonTokenType.False:
                return new DataBoolean(reader.TokenType == JsonTokenType.True, position);
            case JsonTokenType.Null:
                return new DataNull(position);
            case JsonTokenType.StartArray:
                var items = System.Collections.Immutable.ImmutableArray.CreateBuilder<DataNode>();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    items.Add(Read(ref reader, utf8, lines));
                }

                return new DataArray(items.DrainToImmutable(), position);
            case JsonTokenType.StartObject:
                var members = new List<DataMember>();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
                {
                    var keyPosition = lines.At(utf8, (int)reader.TokenStartIndex);
                    var key = reader.GetString()!;
                    reader.Read();
                    members.Add(new DataMember(key, Read(ref reader, utf8, lines), keyPosition));
                }

                return new DataObject(members, position);
            default:
                throw new System.Diagnostics.UnreachableException(reader.TokenType.ToString());
        }
    }

    private static void Append(IBufferWriter<byte> utf8, DataNode node, int indent, int level)
    {
        switch (node)
        {
            case DataString text:
                AppendString(utf8, text.Value);
                break;
            case DataNumber number:
                // JSON has no such numbers, and what is written must be readable again: they become texts.
                AppendText(utf8, number.Text is "NaN" or "Infinity" or "-Infinity" ? $"\"{number.Text}\"" : number.Text);
                break;
            case DataBoolean boolean:
                utf8.Write(boolean.Value ? "true"u8 : "false"u8);
                break;
            case DataNull:
                utf8.Write("null"u8);
                break;
            case DataArray { Items.Length: 0 }:
                utf8.Write("[]"u8);
                break;
            case DataArray array:
                utf8.Write("["u8);
                for (var i = 0; i < array.Items.Length; i++)
                {
                    Separate(utf8, indent, level + 1, first: i == 0);
                    Append(utf8, array.Items[i], indent, level + 1);
                }

                Close(utf8, indent, level, "]"u8);
                break;
            case DataObject { Members.Length: 0 }:
                utf8.Write("{}"u8);
                break;
            case DataObject mapping:
                utf8.Write("{"u8);
                for (var i = 0; i < mapping.Members.Length; i++)
                {
                    Separate(utf8, indent, level + 1, first: i == 0);
                    AppendString(utf8, mapping.Members[i].Key);
                    utf8.Write(": "u8);
                    Append(utf8, mapping.Members[i].Value, indent, level + 1);
                }

                Close(utf8, indent, level, "}"u8);
                break;
            default:
                throw new System.Diagnostics.UnreachableException(node.Kind);
        }
    }

    private static void Separate(IBufferWriter<byte> utf8, int indent, int level, bool first)
    {
        if (!first)
        {
            utf8.Write(indent == 0 ? ", "u8 : ","u8);
        }

        if (indent > 0)
        {
            NewLine(utf8, indent * level);
        }
    }

    private static void Close(IBufferWriter<byte> utf8, int indent, int level, ReadOnlySpan<byte> bracket)
    {
        if (indent > 0)
        {
            NewLine(utf8, indent * level);
        }

        utf8.Write(bracket);
    }

    private static void NewLine(IBufferWriter<byte> utf8, int spaces)
    {
        var line = utf8.GetSpan(spaces + 1)[..(spaces + 1)];
        line.Fill((byte)' ');
        line[0] = (byte)'\n';
        utf8.Advance(line.Length);
    }

    private static void AppendText(IBufferWriter<byte> utf8, ReadOnlySpan<char> text) => Encoding.UTF8.GetBytes(text, utf8);

    private static readonly SearchValues<char> Escaped = SearchValues.Create(
        "\"\\\u0000\u0001\u0002\u0003\u0004\u0005\u0006\u0007\b\t\n\u000b\f\r\u000e\u000f\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001a\u001b\u001c\u001d\u001e\u001f"
    );

    private static void AppendString(IBufferWriter<byte> utf8, string text)
    {
        utf8.Write("\""u8);
        var rest = text.AsSpan();
        while (rest.IndexOfAny(Escaped) is var at and >= 0)
        {
            AppendText(utf8, rest[..at]);
            AppendText(
                utf8,
                rest[at] switch
                {
                    '"' => "\\\"",
                    '\\' => @"\\",
                    '\n' => @"\n",
                    '\r' => @"\r",
                    '\t' => @"\t",
                    '\b' => @"\b",
                    '\f' => @"\f",
                    var other => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)other:x4}"),
                }
            );
            rest = rest[(at + 1)..];
        }

        AppendText(utf8, rest);
        utf8.Write("\""u8);
    }

    private static SourcePosition PositionOf(JsonException e, ReadOnlySpan<byte> utf8, LineIndex lines)
    {
        var offset = lines.OffsetOfLine((int)(e.LineNumber ?? 0)) + (int)(e.BytePositionInLine ?? 0);
        return lines.At(utf8, Math.Min(offset, utf8.Length));
    }

    // The library's sentence without its own place, which it counts from zero, and in words of ours where it speaks of its options.
    private static string Explain(JsonException e)
    {
        var at = e.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        var sentence = at < 0 ? e.Message : e.Message[..at];
        bool Says(string words) => sentence.Contains(words, StringComparison.Ordinal);
        return Says("does not contain any JSON tokens") ? "The text is empty."
            : Says("trailing comma") ? "A comma stands before the closing bracket."
            : Says("maximum configured depth") ? $"The document nests deeper than {MaxDepth} levels."
            : sentence;
    }
}
