using System.Collections.Immutable;

namespace Faultline.Engine.Planning.Policies;

/// <summary>What experiments may do: rules under one name. A rule that is not given limits nothing.</summary>
public sealed record Policy
{
    /// <summary>The name, by which a refusal is known.</summary>
    public required string Name { get; init; }

    /// <summary>The file it stands in.</summary>
    public required string Source { get; init; }

    /// <summary>What is allowed, by what it is about (<see cref="PolicySubject"/>); texts with <c>*</c> for anything.</summary>
    public ImmutableDictionary<PolicySubject, ImmutableArray<string>> Allowed { get; init; } =
        ImmutableDictionary<PolicySubject, ImmutableArray<string>>.Empty;

    /// <summary>What is denied, likewise; it wins over what is allowed.</summary>
    public ImmutableDictionary<PolicySubject, ImmutableArray<string>> Denied { get; init; } =
        ImmutableDictionary<PolicySubject, ImmutableArray<string>>.Empty;

    /// <summary>The largest share of what does the same work that may be hit, in per cent; null for no limit.</summary>
    public double? MostPercent { get; init; }

    /// <summary>How many targets a run may hit at most; null for no limit.</summary>
    public int? MostTargets { get; init; }

    /// <summary>How long a run may take at most, rollbacks included; null for no limit.</summary>
    public TimeSpan? MostDuration { get; init; }

    /// <summary>Faults that may not be used: names of functions, or of providers, with <c>*</c> for anything.</summary>
    public ImmutableArray<string> Forbidden { get; init; } = [];

    /// <summary>Labels that each target must have; an empty value stands for any.</summary>
    public ImmutableArray<KeyValuePair<string, string>> RequiredLabels { get; init; } = [];

    /// <summary>Tags that the document must have.</summary>
    public ImmutableArray<string> RequiredTags { get; init; } = [];

    /// <summary>Contributions that the document must state; an empty value stands for any.</summary>
    public ImmutableArray<KeyValuePair<string, string>> RequiredContributions { get; init; } = [];

    /// <summary>When a run may take place; null for always.</summary>
    public TimeWindow? Times { get; init; }

    /// <summary>Whether everything that is changed must come back by itself or by a rollback.</summary>
    public bool NeedsRollbacks { get; init; }

    /// <summary>Whether actions are accepted of which nobody knows what they hit, such as programs.</summary>
    public bool AllowsOpaque { get; init; }
}

/// <summary>What a list of allowed or denied things is about.</summary>
public enum PolicySubject
{
    /// <summary>Namespaces of targets.</summary>
    Namespaces,

    /// <summary>Clusters: the address of the API server, or the name of the context.</summary>
    Clusters,

    /// <summary>Cloud accounts.</summary>
    Accounts,

    /// <summary>Machines that are contacted.</summary>
    Hosts,
}
