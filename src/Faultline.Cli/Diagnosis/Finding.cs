using System.Collections.Immutable;

namespace Faultline.Cli.Diagnosis;

/// <summary>How much a finding matters.</summary>
internal enum FindingState
{
    /// <summary>As it should be.</summary>
    Fine,

    /// <summary>Works, and not in every way.</summary>
    Limited,

    /// <summary>Does not work.</summary>
    Missing,

    /// <summary>Broken by an earlier run, and not put back.</summary>
    LeftOver,
}

/// <summary>One thing that was looked at.</summary>
/// <param name="Part">What it belongs to: <c>faults</c>, <c>state</c>, ….</param>
/// <param name="Name">What was looked at.</param>
/// <param name="State">How it is.</param>
/// <param name="What">What was found, in words.</param>
internal sealed record Finding(string Part, string Name, FindingState State, string What)
{
    /// <summary>What there is to know besides, a sentence each.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];

    /// <summary>What to do about it, a sentence each.</summary>
    public ImmutableArray<string> Remedies { get; init; } = [];
}
