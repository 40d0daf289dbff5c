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
        var builder = new StringBuilder();
        Append(builder, node, indent, 0);
        return builder.ToString();
    }

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

    private static void Append(StringBuilder builder, DataNode node, int indent, int level)
    {
        switch (node)
        {
            case DataString text:
                AppendString(builder, text.Value);
                break;
            case DataNumber number:
                // JSON has no such numbers, and what is written must be readable again: they become texts.
                builder.Append(number.Text is "NaN" or "Infinity" or "-Infinity" ? $"\"{number.Text}\"" : number.Text);
                break;
            case DataBoolean boolean:
                builder.Append(boolean.Value ? "true" : "false");
                break;
            case DataNull:
                builder.Append("null");
                break;
            case DataArray { Items.Length: 0 }:
                builder.Append("[]");
                break;
            case DataArray array:
                builder.Append('[');
                for (var i = 0; i < array.Items.Length; i++)
                {
                    Separate(builder, indent, level + 1, first: i == 0);
                    Append(builder, array.Items[i], indent, level + 1);
                }

                Close(builder, indent, level, ']');
                break;
            case DataObject { Members.Length: 0 }:
                builder.Append("{}");
                break;
            case DataObject mapping:
                builder.Append('{');
                for (var i = 0; i < mapping.Members.Length; i++)
                {
                    Separate(builder, indent, level + 1, first: i == 0);
                    AppendString(builder, mapping.Members[i].Key);
                    builder.Append(": ");
                    Append(builder, mapping.Members[i].Value, indent, level + 1);
                }

                Close(builder, indent, level, '}');
                break;
            default:
                throw new System.Diagnostics.UnreachableException(node.Kind);
        }
    }

    private static void Separate(StringBuilder builder, int indent, int level, bool first)
    {
        if (!first)
        {
            builder.Append(indent == 0 ? ", " : ",");
        }

        if (indent > 0)
        {
            builder.Append('\n').Append(' ', indent * level);
        }
    }

    private static void Close(StringBuilder builder, int indent, int level, char bracket)
    {
        if (indent > 0)
        {
            builder.Append('\n').Append(' ', indent * level);
        }

        builder.Append(bracket);
    }

    private static readonly SearchValues<char> Escaped = SearchValues.Create(
        "\"\\\u0000\u0001\u0002\u0003\u0004\u0005\u0006\u0007\b\t\n\u000b\f\r\u000e\u000f\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001a\u001b\u001c\u001d\u001e\u001f"
    );

    private static void AppendString(StringBuilder builder, string text)
    {
        builder.Append('"');
        var rest = text.AsSpan();
        while (rest.IndexOfAny(Escaped) is var at and >= 0)
        {
            builder.Append(rest[..at]);
            _ = rest[at] switch
            {
                '"' => builder.Append("\\\""),
                '\\' => builder.Append(@"\\"),
                '\n' => builder.Append(@"\n"),
                '\r' => builder.Append(@"\r"),
                '\t' => builder.Append(@"\t"),
                '\b' => builder.Append(@"\b"),
                '\f' => builder.Append(@"\f"),
                var other => builder.Append(CultureInfo.InvariantCulture, $"\\u{(int)other:x4}"),
            };
            rest = rest[(at + 1)..];
        }

        builder.Append(rest).Append('"');
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
