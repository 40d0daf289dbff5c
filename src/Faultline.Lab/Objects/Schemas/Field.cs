using System.Collections.Immutable;
using Faultline.Abstractions.Data;

namespace Faultline.Lab.Objects.Schemas;

/// <summary>A field of a struct.</summary>
internal sealed class Field(string name, Func<Schema> schema)
{
    private readonly Lazy<Schema> _schema = new(schema);

    /// <summary>Its name.</summary>
    public string Name { get; } = name;

    /// <summary>What it holds.</summary>
    public Schema Schema => _schema.Value;

    /// <summary>Whether it must be there.</summary>
    public bool IsRequired { get; init; }

    /// <summary>Its number in protocol buffers, after those of the messages that it lies in there; empty where it has none.</summary>
    public ImmutableArray<int> Wire { get; init; } = [];

    /// <summary>What it is where nobody says; null where it is absent then.</summary>
    public DataNode? Default { get; init; }

    /// <summary>How a strategic merge patch treats it: merge, replace, retainKeys or merge,retainKeys; null for the usual way.</summary>
    public string? PatchStrategy { get; init; }

    /// <summary>The key by which a strategic merge patch finds items.</summary>
    public string? PatchKey { get; init; }

    /// <summary>What it is, in a sentence.</summary>
    public string Description { get; init; } = "";
}
