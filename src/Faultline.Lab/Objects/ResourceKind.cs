namespace Faultline.Lab.Objects;

/// <summary>A kind of object that the lab knows.</summary>
/// <param name="Group">The API group; empty for the core group.</param>
/// <param name="Version">The version within the group.</param>
/// <param name="Kind">The name in objects.</param>
/// <param name="Plural">The name in paths.</param>
/// <param name="Singular">The name in commands.</param>
/// <param name="IsNamespaced">Whether objects live in a namespace.</param>
/// <param name="ShortName">The abbreviation in commands.</param>
internal sealed record ResourceKind(
    string Group,
    string Version,
    string Kind,
    string Plural,
    string Singular,
    bool IsNamespaced,
    string ShortName
)
{
    /// <summary>The apiVersion of its objects.</summary>
    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    /// <summary>How messages name it: with its group, unless that is the core group.</summary>
    public string QualifiedPlural => Group.Length == 0 ? Plural : $"{Plural}.{Group}";

    /// <inheritdoc/>
    public override string ToString() => QualifiedPlural;
}
