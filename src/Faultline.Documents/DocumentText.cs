using System.Text;
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
        format == DocumentFormat.Json ? JsonText.Parse(utf8) : YamlText.Parse(Encoding.UTF8.GetString(utf8));
}
