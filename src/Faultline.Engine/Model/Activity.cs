using System.Collections.Immutable;
using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;

namespace Faultline.Engine.Model;

/// <summary>One entry of a method, of the rollbacks or of a hypothesis: an activity, or a reference to one by its name.</summary>
public abstract record Step
{
    private protected Step() { }

    /// <summary>The entry as it stands in the document.</summary>
    public required DataObject Document { get; init; }

    /// <summary>Where it stands, such as <c>$.method[0]</c>.</summary>
    public required string Path { get; init; }

    /// <summary>Which results are accepted; null where any is. A tolerance on a reference counts instead of its target's.</summary>
    public DataNode? Tolerance { get; init; }

    /// <summary>Whether the next one starts before this one has ended. On a reference it counts instead of its target's.</summary>
    public bool Background { get; init; }
}

/// <summary>A probe or an action.</summary>
public sealed record Activity : Step
{
    /// <summary>Its name, by which others refer to it.</summary>
    public required string Name { get; init; }

    /// <summary>Probe or action.</summary>
    public required ActivityKind Kind { get; init; }

    /// <summary>The kind of provider: "http", "process", "python".</summary>
    public required string ProviderType { get; init; }

    /// <summary>The <c>provider</c> object.</summary>
    public required DataObject Provider { get; init; }

    /// <summary>The <c>pauses</c> object, whose values may still be variables; null where there is none.</summary>
    public DataObject? Pauses { get; init; }

    /// <summary>How long a call may take; null means as long as it wants.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>How often it is called again where it fails; null where it is not.</summary>
    public Retry? Retry { get; init; }

    /// <summary>How long it is called again until its result is accepted; null where one call is all.</summary>
    public Until? Until { get; init; }

    /// <summary>The names under which later steps use what it answered.</summary>
    public ImmutableArray<OutputName> Outputs { get; init; } = [];
}

/// <summary>An entry that stands for another activity.</summary>
public sealed record ActivityReference : Step
{
    /// <summary>The name of the activity that it stands for.</summary>
    public required string Target { get; init; }
}
