using System.Collections.Immutable;
using Faultline.Lab.Objects.Custom;
using Faultline.Lab.Objects.Schemas;

namespace Faultline.Lab.Objects;

/// <summary>A kind of object that the lab knows. Two are the same where group and plural are, whatever their versions say.</summary>
/// <param name="Group">The API group; empty for the core group.</param>
/// <param name="Version">The version in which its objects are stored.</param>
/// <param name="Kind">The name in objects.</param>
/// <param name="Plural">The name in paths.</param>
internal sealed record ResourceKind(string Group, string Version, string Kind, string Plural)
{
    private static readonly ImmutableArray<string> AllVerbs =
    [
        "create",
        "delete",
        "deletecollection",
        "get",
        "list",
        "patch",
        "update",
        "watch",
    ];

    private readonly int _hash = HashCode.Combine(Group, Plural);

    /// <summary>The name in commands.</summary>
    public string Singular { get; init; } = Kind.ToLowerInvariant();

    /// <summary>The name of its lists.</summary>
    public string ListKind { get; init; } = Kind + "List";

    /// <summary>Whether objects live in a namespace.</summary>
    public bool IsNamespaced { get; init; } = true;

    /// <summary>The abbreviations in commands.</summary>
    public ImmutableArray<string> ShortNames { get; init; } = [];

    /// <summary>Groups of kinds that commands can name together, such as all.</summary>
    public ImmutableArray<string> Categories { get; init; } = [];

    /// <summary>Parts of its objects that have paths of their own, such as status.</summary>
    public ImmutableArray<string> Subresources { get; init; } = [];

    /// <summary>Other groups and versions in which the same objects are served.</summary>
    public ImmutableArray<GroupVersion> AlsoServed { get; init; } = [];

    /// <summary>Whether the version in which its objects are stored is served too.</summary>
    public bool IsStoredServed { get; init; } = true;

    /// <summary>What can be done with its objects.</summary>
    public ImmutableArray<string> Verbs { get; init; } = AllVerbs;

    /// <summary>Whether metadata.generation counts the changes of the wish, as opposed to those of the status.</summary>
    public bool HasGeneration { get; init; }

    /// <summary>What its definition says, where it is a custom kind; null for those of every lab.</summary>
    public CustomDefinition? Custom { get; init; }

    /// <summary>The apiVersion of its stored objects.</summary>
    public string ApiVersion => Stored.ToString();

    /// <summary>Group and version of its stored objects.</summary>
    public GroupVersion Stored => new(Group, Version);

    /// <summary>Every group and version in which its objects are served.</summary>
    public IEnumerable<GroupVersion> Served => IsStoredServed ? AlsoServed.Prepend(Stored) : AlsoServed;

    /// <summary>Whether the status changes only through the path of its own.</summary>
    public bool HasStatus => Subresources.Contains("status");

    /// <summary>The type of its objects in one of the served versions.</summary>
    public Schema SchemaIn(string apiVersion) =>
        Custom is { } custom ? custom.In(apiVersion).Schema : BuiltInTypes.Of(apiVersion, Kind) ?? Schema.Anything;

    /// <summary>The type of its objects as they are stored.</summary>
    public Schema Schema => SchemaIn(ApiVersion);

    /// <summary>How messages name it: with its group, unless that is the core group.</summary>
    public string QualifiedPlural => Group.Length == 0 ? Plural : $"{Plural}.{Group}";

    /// <inheritdoc/>
    public bool Equals(ResourceKind? other) =>
        ReferenceEquals(this, other) || (other is not null && Group == other.Group && Plural == other.Plural);

    /// <inheritdoc/>
    public override int GetHashCode() => _hash;

    /// <inheritdoc/>
    public override string ToString() => QualifiedPlural;
}
