using System.Collections.Immutable;
using Faultline.Abstractions.Data;

namespace Faultline.Lab.Objects;

/// <summary>Which objects are meant, by a few of their fields: <c>metadata.name=a,status.phase!=Running</c>.</summary>
internal sealed class FieldSelector
{
    private static readonly ImmutableArray<string> ForAll = ["metadata.name", "metadata.namespace"];
    private static readonly ImmutableArray<string> ForPods = ["status.phase", "spec.nodeName"];

    private readonly ImmutableArray<(string Field, string Value, bool IsEqual)> _requirements;

    private FieldSelector(ImmutableArray<(string Field, string Value, bool IsEqual)> requirements) => _requirements = requirements;

    /// <summary>Whether the object meets every requirement.</summary>
    public bool Matches(DataObject node) =>
        _requirements.All(requirement => ((node.TextAt(requirement.Field.Split('.')) ?? "") == requirement.Value) == requirement.IsEqual);

    /// <summary>Reads the text form.</summary>
    /// <exception cref="FormatException">The text is none, or names a field that can't be selected by.</exception>
    public static FieldSelector Parse(string text, ResourceKind kind) =>
        new([
            .. text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .Select(part => Read(part, text, kind)),
        ]);

    private static (string Field, string Value, bool IsEqual) Read(string part, string text, ResourceKind kind)
    {
        var at = part.IndexOf('=', StringComparison.Ordinal);
        if (at <= 0)
        {
            throw new FormatException($"invalid field selector: '{text}'; can't understand '{part}'");
        }

        var isEqual = part[at - 1] != '!';
        var field = part[..(isEqual ? at : at - 1)].TrimEnd();
        var value = part[(at + 1)..].TrimStart('=').Trim();
        return ForAll.Contains(field) || (kind == ResourceKinds.Pod && ForPods.Contains(field))
            ? (field, value, isEqual)
            : throw new FormatException($"field label not supported: {field}");
    }
}
