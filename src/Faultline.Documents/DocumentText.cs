using System.Buffers;
using System.Text;
using System.Text.Unicode;
using Faultline.Abstractions.Data;

namespace Faultline.Documents;

/// <summary>How a text is written.</summary>
public enum DocumentFormat
{
    /// <summary>JSON (RFC 8259).</summary>
    Json,

    /// <summary>YAML with the types of YAML 1.1, as the reference reads it.</summary>
    Yaml,
}

/// <summary>Text in either format to a data tree.</summary>
public static class DocumentText
{
    /// <summary>The format that a file's extension names (case counts, as for the reference); null for any other.</summary>
    public static DocumentFormat? FormatOf(string path) =>
        Path.GetExtension(path) switch
        {
            ".json" => DocumentFormat.Json,
            ".yaml" or ".yml" => DocumentFormat.Yaml,
            _ => null,
        };

    /// <summary>Reads one document.</summary>
    /// <exception cref="DataSyntaxException">The text is not of that format, nests too deep or grows too large by aliases.</exception>
    public static DataNode Parse(ReadOnlySpan<byte> utf8, DocumentFormat format) =>
        format == DocumentFormat.Json ? JsonText.Parse(utf8) : YamlText.Parse(Decode(utf8));

    // A decoder that replaces what it can't read would change names and values without a word.
    private static string Decode(ReadOnlySpan<byte> utf8)
    {
        if (Utf8.IsValid(utf8))
        {
            return Encoding.UTF8.GetString(utf8);
        }

        var valid = 0;
        while (Rune.DecodeFromUtf8(utf8[valid..], out _, out var length) == OperationStatus.Done)
        {
            valid += length;
        }

        var before = Encoding.UTF8.GetString(utf8[..valid]);
        throw new DataSyntaxException(
            "the text is not UTF-8",
            new SourcePosition(before.Count(c => c == '\n') + 1, before.Length - before.LastIndexOf('\n'))
        );
    }
}
