using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;
using Faultline.Abstractions.Data;
using Faultline.Documents;

namespace Faultline.Engine.Configuration;

/// <summary>
/// What <c>--var</c> and <c>--var-file</c> put in place of a document's declarations (reference specification §7.3).
/// </summary>
public sealed partial record Overrides
{
    /// <summary>Nothing is overridden.</summary>
    public static Overrides None { get; } = new();

    /// <summary>Values by the name of the configuration entry.</summary>
    public DataObject Configuration { get; init; } = DataObject.Empty;

    /// <summary>Values by group and name of the secret.</summary>
    public DataObject Secrets { get; init; } = DataObject.Empty;

    /// <summary>Variables that dotenv files add to the environment of the run and of what it starts.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Reads one <c>name[:type]=value</c>.</summary>
    /// <exception cref="FormatException">It is not of that form, or the value is not of the type; the message says which.</exception>
    public static (string Name, DataNode Value) ParseVariable(string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        if (equals < 0)
        {
            throw new FormatException($"not enough values to unpack (expected 2, got 1): write '{text}=VALUE'");
        }

        var (name, type) = (text[..equals], "str");
        if (name.LastIndexOf(':') is var colon and >= 0)
        {
            (name, type) = (name[..colon], name[(colon + 1)..]);
        }

        return (name, Convert(text[(equals + 1)..], type));
    }

    /// <summary>A text as a value of one of the reference's types.</summary>
    /// <exception cref="FormatException">The type is unknown, or the text is not of it.</exception>
    public static DataNode Convert(string text, string? type)
    {
        switch (type)
        {
            case null or "" or "str" or "string" or "bytes":
                return new DataString(text);
            case "int" or "integer":
                var digits = text.Trim();
                return Digits().IsMatch(digits)
                    ? new DataNumber(
                        BigInteger
                            .Parse(
                                digits.Replace("_", "", StringComparison.Ordinal),
                                NumberStyles.AllowLeadingSign,
                                CultureInfo.InvariantCulture
                            )
                            .ToString(CultureInfo.InvariantCulture)
                    )
                    : throw new FormatException($"invalid literal for int() with base 10: {PythonText.Repr(text)}");
            case "float" or "number":
                return double.TryParse(text.Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                    ? DataNumber.From(number)
                    : throw new FormatException($"could not convert string to float: {PythonText.Repr(text)}");
            case "bool":
                return text.ToUpperInvariant() is not ("FALSE" or "0" or "NO");
            case "json":
                try
                {
                    return text.Length == 0 ? new DataString(text) : JsonText.Parse(text);
                }
                catch (DataSyntaxException e)
                {
                    throw new FormatException($"the value is not JSON: {e.Message} (column {e.Position.Column})", e);
                }
            default:
                throw new FormatException("variable type can only be: bool, str, int, float, bytes or json");
        }
    }

    /// <summary>These overrides with those of a file on top of them.</summary>
    /// <param name="path">A YAML or JSON file with <c>configuration</c> and <c>secrets</c>, or a dotenv file.</param>
    /// <exception cref="FormatException">The file is none of these; the message names the place.</exception>
    public Overrides WithFile(string path)
    {
        var bytes = File.ReadAllBytes(path);
        DataNode? root = null;
        if (DocumentText.FormatOf(path) is { } format)
        {
            try
            {
                root = DocumentText.Parse(bytes, format);
            }
            catch (DataSyntaxException e)
            {
                throw new FormatException($"{path}:{e.Position}: {e.Message}", e);
            }
        }

        return root switch
        {
            DataObject mapping => this with
            {
                Configuration = Merge(Configuration, Section(mapping, "configuration", path)),
                Secrets = Merge(Secrets, Section(mapping, "secrets", path)),
            },
            DataNull => this,
            null => WithDotenv(path, System.Text.Encoding.UTF8.GetString(bytes)),
            _ => throw new FormatException(
                $"{path}: a variables file is an object with 'configuration' and 'secrets', and this is {root.Kind}"
            ),
        };
    }

    /// <summary>These overrides with values from <c>--var</c> on top of them.</summary>
    public Overrides WithVariables(IEnumerable<(string Name, DataNode Value)> variables) =>
        this with
        {
            Configuration = variables.Aggregate(Configuration, (all, variable) => all.With(variable.Name, variable.Value)),
        };

    private static DataObject Section(DataObject file, string key, string path) =>
        file[key] switch
        {
            null or DataNull => DataObject.Empty,
            DataObject section => section,
            var other => throw new FormatException($"{path}:{other.Position}: '{key}' must be an object, and is {other.Kind}"),
        };

    // Python lets single underscores stand between the digits of an integer.
    [GeneratedRegex("^[+-]?[0-9]+(_[0-9]+)*\\z")]
    private static partial Regex Digits();

    private static DataObject Merge(DataObject below, DataObject above) => new(below.Members.Concat(above.Members));

    private Overrides WithDotenv(string path, string text)
    {
        var variables = new Dictionary<string, string>(Environment, StringComparer.Ordinal);
        foreach (var (line, number) in text.TrimStart('\uFEFF').ReplaceLineEndings("\n").Split('\n').Select((line, i) => (line, i + 1)))
        {
            if (string.IsNullOrWhiteSpace(line) || line.TrimStart().StartsWith('#'))
            {
                continue;
            }

            var equals = line.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
            {
                throw new FormatException($"{path}:{number}:1: a line of a dotenv file is NAME=VALUE");
            }

            variables[line[..equals]] = line[(equals + 1)..];
        }

        return this with
        {
            Environment = variables,
        };
    }
}
