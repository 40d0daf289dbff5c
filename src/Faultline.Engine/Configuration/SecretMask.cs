using System.Collections.Immutable;
using System.Text;
using Faultline.Abstractions.Data;

namespace Faultline.Engine.Configuration;

/// <summary>
/// Hides the values of secrets in whatever is written down: texts are searched for them, as they are, base64- and URL-encoded and
/// escaped for JSON; the document's own declarations are hidden by their place.
/// </summary>
public sealed class SecretMask
{
    /// <summary>What stands in place of a secret.</summary>
    public const string Mask = "*****";

    // Shorter values occur by chance everywhere; masking them would destroy the record and hide nothing.
    private const int Shortest = 4;

    private readonly ImmutableArray<string> _needles;

    /// <summary>A mask for the given secrets, at any depth of their groups, and for others beside.</summary>
    public SecretMask(DataObject secrets, IEnumerable<string>? others = null)
    {
        _needles =
        [
            .. Values(secrets)
                .Concat(others ?? [])
                // What reads a secret from a file or a variable often drops the line break at its end.
                .SelectMany(value => new[] { value, value.Trim() })
                .Where(value => value.Trim().Length >= Shortest)
                .SelectMany(Encodings)
                .Distinct(StringComparer.Ordinal)
                .OrderByDescending(value => value.Length),
        ];
    }

    private SecretMask(SecretMask known, SecretMask more) =>
        _needles = [.. known._needles.Union(more._needles, StringComparer.Ordinal).OrderByDescending(needle => needle.Length)];

    /// <summary>A mask that hides more secrets beside those of this one.</summary>
    public SecretMask With(DataObject secrets) => new(this, new SecretMask(secrets));

    /// <summary>The text without secrets.</summary>
    public string Apply(string text)
    {
        foreach (var needle in _needles)
        {
            text = text.Replace(needle, Mask, StringComparison.Ordinal);
        }

        return text;
    }

    /// <summary>The value without secrets, in keys too.</summary>
    public DataNode Apply(DataNode node) => _needles.Length == 0 ? node : ApplyDeep(node);

    /// <summary>The document without secrets: every literal value under <c>secrets</c> is hidden, whatever its length.</summary>
    public DataObject ApplyToDocument(DataObject document) =>
        new(
            document.Members.Select(member =>
                member.Key == "secrets" ? member with { Value = HideLiterals(member.Value) } : member with { Value = Apply(member.Value) }
            ),
            document.Position
        );

    private DataNode ApplyDeep(DataNode node) =>
        node switch
        {
            DataString text => Apply(text.Value) is var masked && ReferenceEquals(masked, text.Value)
                ? text
                : new DataString(masked, text.Position),
            DataArray list => new DataArray([.. list.Items.Select(ApplyDeep)], list.Position),
            DataObject mapping => new DataObject(
                mapping.Members.Select(m => m with { Key = Apply(m.Key), Value = ApplyDeep(m.Value) }),
                mapping.Position
            ),
            DataNumber number when _needles.Contains(number.Text) => new DataString(Mask),
            _ => node,
        };

    private static DataNode HideLiterals(DataNode node) =>
        node switch
        {
            DataObject mapping when mapping.Text("type") is "env" or "vault" or "file" => mapping,
            DataObject mapping => new DataObject(mapping.Members.Select(m => m with { Value = HideLiterals(m.Value) }), mapping.Position),
            DataNull => node,
            _ => new DataString(Mask),
        };

    private static IEnumerable<string> Values(DataNode node) =>
        node switch
        {
            DataString text => [text.Value],
            DataNumber number => [number.Text],
            DataArray list => list.Items.SelectMany(Values),
            DataObject mapping => mapping.Members.SelectMany(member => Values(member.Value)),
            _ => [],
        };

    private static IEnumerable<string> Encodings(string value)
    {
        var bytes = Encoding.UTF8.GetBytes(value);
        yield return value;
        yield return Convert.ToBase64String(bytes);
        yield return Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');
        yield return Uri.EscapeDataString(value);
        yield return Uri.EscapeDataString(value).Replace("%20", "+", StringComparison.Ordinal);
        yield return JsonText.Write(value)[1..^1];
        yield return PythonText.Repr(value)[1..^1];
        // Python escapes the quotes of one value according to all that stands in the text around it.
        yield return PythonText.Repr(value + "\"'")[1..^4];
    }
}
