using System.Text;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Secrets;
using Faultline.Engine.Configuration.Masking;

namespace Faultline.Engine.Configuration;

/// <summary>
/// Hides the values of secrets in whatever is written down: texts are searched for them, as they are, encoded (base64 at any place
/// of a longer text, hexadecimal, URL) and escaped; the document's own declarations are hidden by their place.
/// </summary>
public sealed class SecretMask : ISecretMask
{
    /// <summary>What stands in place of a secret.</summary>
    public const string Mask = "*****";

    private readonly SoughtText[] _sought;
    private readonly SecretSearch? _search;
    private readonly Lazy<SecretSearch> _byteSearch;
    private readonly HashSet<string> _values;
    private readonly IReadOnlySet<string> _sources;

    /// <summary>A mask for the given secrets, at any depth of their groups.</summary>
    /// <param name="secrets">The secrets.</param>
    /// <param name="more">Further texts that are not to be shown, such as tokens of logins or credentials of settings.</param>
    /// <param name="sources">The types of declarations that name a place rather than hold a secret, besides <c>env</c>.</param>
    public SecretMask(DataObject secrets, IEnumerable<string>? more = null, IReadOnlySet<string>? sources = null)
    {
        _sources = sources ?? System.Collections.Immutable.ImmutableHashSet<string>.Empty;
        _values = Values(secrets).Concat(more ?? []).ToHashSet(StringComparer.Ordinal);
        _sought = [.. SecretSpellings.Of(_values)];
        _search = _sought.Length == 0 ? null : new SecretSearch(_sought);
        _byteSearch = new Lazy<SecretSearch>(() =>
            new SecretSearch([
                .. _sought.Select(one => one with { Text = Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(one.Text)) }).Distinct(),
            ])
        );
    }

    /// <summary>A mask for the secrets of a run, and for what came to light while they were fetched.</summary>
    public SecretMask(ResolvedVariables variables)
        : this(variables.Secrets, variables.Sensitive, variables.Sources) { }

    /// <inheritdoc/>
    public bool IsEmpty => _search is null;

    /// <inheritdoc/>
    public string Apply(string text)
    {
        if (_search is null || _search.Find(text) is not { Count: > 0 } found)
        {
            return text;
        }

        var builder = new StringBuilder(text.Length);
        var at = 0;
        foreach (var range in found)
        {
            builder.Append(text, at, range.Start.Value - at).Append(Mask);
            at = range.End.Value;
        }

        return builder.Append(text, at, text.Length - at).ToString();
    }

    /// <summary>The value without secrets, in keys too.</summary>
    public DataNode Apply(DataNode node) => IsEmpty ? node : ApplyDeep(node);

    /// <summary>The document without secrets: every literal value under <c>secrets</c> is hidden, whatever its length.</summary>
    public DataObject ApplyToDocument(DataObject document) =>
        new(
            document.Members.Select(member =>
                member.Key == "secrets" ? member with { Value = HideLiterals(member.Value) } : member with { Value = Apply(member.Value) }
            ),
            document.Position
        );

    /// <inheritdoc/>
    public IMaskedBytes Follow(ByteSink next) => IsEmpty ? NoSecretMask.Instance.Follow(next) : new MaskedBytes(_byteSearch.Value, next);

    /// <summary>The values with a mask in place of each text, number and truth value.</summary>
    internal static DataNode HideAll(DataNode node) =>
        node switch
        {
            DataObject mapping => new DataObject(mapping.Members.Select(m => m with { Value = HideAll(m.Value) }), mapping.Position),
            DataArray list => new DataArray([.. list.Items.Select(HideAll)], list.Position),
            DataNull => node,
            _ => new DataString(Mask),
        };

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
            DataNumber number when number.Text.Length >= SecretSpellings.Shortest && _values.Contains(number.Text) => new DataString(Mask),
            _ => node,
        };

    // The declaration of a secret that is fetched says where it is, and not what.
    private DataNode HideLiterals(DataNode node) =>
        node switch
        {
            DataObject mapping when mapping.Text("type") is { } type && (type == "env" || _sources.Contains(type)) => mapping,
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
}
