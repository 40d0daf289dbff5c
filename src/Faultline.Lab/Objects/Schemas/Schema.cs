using System.Collections.Immutable;
using Faultline.Abstractions.Data;

namespace Faultline.Lab.Objects.Schemas;

/// <summary>The shape of a value.</summary>
internal enum SchemaForm
{
    /// <summary>A text, number or truth.</summary>
    Scalar,

    /// <summary>An object with known fields.</summary>
    Struct,

    /// <summary>An object with keys of the client's choice.</summary>
    Map,

    /// <summary>A list.</summary>
    List,

    /// <summary>Anything.</summary>
    Any,
}

/// <summary>How two writers' lists become one.</summary>
internal enum ListType
{
    /// <summary>One of them replaces the other.</summary>
    Atomic,

    /// <summary>Equal items are the same.</summary>
    Set,

    /// <summary>Items with equal keys are the same.</summary>
    Map,
}

/// <summary>A key of a list's items, and what it is where an item does not say.</summary>
internal sealed record ListKey(string Name, DataNode? Default);

/// <summary>What a value may be, and how the wishes of several writers for it are merged.</summary>
internal sealed record Schema
{
    public static Schema Anything { get; } = new() { Form = SchemaForm.Any };

    /// <summary>The shape.</summary>
    public required SchemaForm Form { get; init; }

    /// <summary>The full name of a struct's type; null where it has none.</summary>
    public string? TypeName { get; init; }

    /// <summary>The type of a scalar, as JSON schemas name it.</summary>
    public string Type { get; init; } = "string";

    /// <summary>The format of a scalar, such as int32 or date-time.</summary>
    public string? Format { get; init; }

    /// <summary>What it is, in a sentence.</summary>
    public string Description { get; init; } = "";

    /// <summary>A struct's fields.</summary>
    public ImmutableDictionary<string, Field> Fields { get; init; } = ImmutableDictionary<string, Field>.Empty;

    /// <summary>Whether a struct may have other fields too.</summary>
    public bool IsOpen { get; init; }

    /// <summary>What a list's items and a map's values are.</summary>
    public Schema? Items { get; init; }

    /// <summary>Whether one writer's map or struct replaces another one's.</summary>
    public bool IsAtomic { get; init; }

    /// <summary>How lists are merged.</summary>
    public ListType List { get; init; }

    /// <summary>The keys of a <see cref="ListType.Map"/>.</summary>
    public ImmutableArray<ListKey> Keys { get; init; } = [];

    /// <summary>What a field holds; for a map, what each key does. Null where there is no such field.</summary>
    public Schema? Of(string field) =>
        Form switch
        {
            SchemaForm.Struct => Fields.TryGetValue(field, out var known) ? known.Schema
            : IsOpen ? Anything
            : null,
            SchemaForm.Map => Items,
            SchemaForm.Any => Anything,
            _ => null,
        };
}
