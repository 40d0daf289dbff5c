using System.Text;
using Faultline.Abstractions.Data;

namespace Faultline.Documents;

/// <summary>Data trees to YAML text, in blocks, such that reading it gives the same tree again.</summary>
public static class YamlWriter
{
    private const int Step = 2;

    /// <summary>A value as the text of a document.</summary>
    public static string Write(DataNode node)
    {
        var text = new StringBuilder();
        Value(text, node, 0);
        return text.Append('\n').ToString();
    }

    /// <summary>
    /// A value as it stands where the given column begins: its first line without an indent, all others with it, the last without a
    /// line break.
    /// </summary>
    internal static string At(int column, DataNode node)
    {
        var text = new StringBuilder();
        Value(text, node, column);
        return text.ToString();
    }

    /// <summary>A key and its value, as they stand where the given column begins.</summary>
    internal static string At(int column, string key, DataNode node)
    {
        var text = new StringBuilder();
        Member(text, key, node, column);
        return text.ToString();
    }

    private static void Value(StringBuilder text, DataNode node, int column)
    {
        switch (node)
        {
            case DataObject { Members.Length: > 0 } mapping:
                for (var i = 0; i < mapping.Members.Length; i++)
                {
                    NewLine(text, i, column);
                    Member(text, mapping.Members[i].Key, mapping.Members[i].Value, column);
                }

                break;
            case DataArray { Items.Length: > 0 } list:
                for (var i = 0; i < list.Items.Length; i++)
                {
                    NewLine(text, i, column);
                    text.Append("- ");
                    Value(text, list.Items[i], column + Step);
                }

                break;
            default:
                text.Append(Scalar(node));
                break;
        }
    }

    private static void Member(StringBuilder text, string key, DataNode value, int column)
    {
        text.Append(Text(key)).Append(':');
        if (value is DataObject { Members.Length: > 0 } or DataArray { Items.Length: > 0 })
        {
            NewLine(text, 1, column + Step);
            Value(text, value, column + Step);
        }
        else
        {
            text.Append(' ').Append(Scalar(value));
        }
    }

    private static void NewLine(StringBuilder text, int item, int column)
    {
        if (item > 0)
        {
            text.Append('\n').Append(' ', column);
        }
    }

    private static string Scalar(DataNode node) =>
        node switch
        {
            DataObject => "{}",
            DataArray => "[]",
            DataNull => "null",
            DataBoolean { Value: true } => "true",
            DataBoolean => "false",
            DataNumber number => Number(number),
            DataString text => Text(text.Value),
            _ => throw new System.Diagnostics.UnreachableException(node.Kind),
        };

    private static string Number(DataNumber number) =>
        number.Text switch
        {
            "NaN" => ".nan",
            "Infinity" => ".inf",
            "-Infinity" => "-.inf",
            // Some spellings of JSON are words in YAML 1.1.
            var text => YamlScalars.Resolve(text, Nowhere) is DataNumber ? text : $"!!float \"{text}\"",
        };

    private static readonly SourcePosition Nowhere = new(1, 1);

    private static string Text(string text) => IsPlain(text) ? text : Quoted(text);

    // Plain is what can't be taken for anything else by any reader.
    private static bool IsPlain(string text)
    {
        if (text.Length == 0 || !(char.IsAsciiLetterOrDigit(text[0]) || text[0] is '/' or '_') || text[^1] is ' ' or ':')
        {
            return false;
        }

        for (var i = 1; i < text.Length; i++)
        {
            var isFine =
                text[i] == ' '
                    ? text[i + 1] != '#' && text[i - 1] != ':'
                    : char.IsLetterOrDigit(text[i]) || "-_./:@+=()$%~".Contains(text[i], StringComparison.Ordinal);
            if (!isFine)
            {
                return false;
            }
        }

        return YamlScalars.Resolve(text, Nowhere) is DataString;
    }

    // A text of JSON is one of YAML, but for what YAML takes for line breaks or does not let stand.
    private static string Quoted(string text)
    {
        var quoted = new StringBuilder();
        foreach (var character in JsonText.Write(new DataString(text)))
        {
            if (character is (>= '\u007F' and <= '\u009F') or '\u2028' or '\u2029' or '\uFEFF')
            {
                quoted.Append(System.Globalization.CultureInfo.InvariantCulture, $"\\u{(int)character:x4}");
            }
            else
            {
                quoted.Append(character);
            }
        }

        return quoted.ToString();
    }
}
