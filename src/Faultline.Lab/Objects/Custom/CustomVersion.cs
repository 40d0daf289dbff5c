using System.Collections.Immutable;
using Faultline.Abstractions.Data;
using Faultline.Lab.Objects.Schemas;

namespace Faultline.Lab.Objects.Custom;

/// <summary>One version of a custom kind.</summary>
internal sealed record CustomVersion
{
    /// <summary>The version's name, such as v1alpha1.</summary>
    public required string Name { get; init; }

    /// <summary>The schema as the definition has it; null where it has none.</summary>
    public DataObject? Json { get; init; }

    /// <summary>How objects are merged.</summary>
    public required Schema Schema { get; init; }

    /// <summary>Whether status is a subresource.</summary>
    public bool HasStatus { get; init; }

    /// <summary>Where the numbers of a Scale are; null where there is none.</summary>
    public ScalePaths? Scale { get; init; }

    /// <summary>The columns of tables, beside the name.</summary>
    public ImmutableArray<CustomColumn> Columns { get; init; } = [];
}
