using System.Collections.Immutable;

namespace Faultline.Engine.Planning.Policies;

/// <summary>What one rule says of a forecast.</summary>
/// <param name="Policy">The policy's name.</param>
/// <param name="Rule">The rule, as its key in the policy: <c>allowed.namespaces</c>, <c>limits.share</c>.</param>
/// <param name="Outcome">What it says.</param>
/// <param name="Message">Why: a sentence; for a rule that passed, what was looked at.</param>
public sealed record RuleResult(string Policy, string Rule, RuleOutcome Outcome, string Message)
{
    /// <summary>The targets that it is about; empty where it is about none.</summary>
    public ImmutableArray<string> Targets { get; init; } = [];

    /// <summary>What to do about it; null where nothing has to be done.</summary>
    public string? Remedy { get; init; }

    /// <summary>Whether a run may not take place: unknown is never a pass.</summary>
    public bool IsRefusal => Outcome is RuleOutcome.Refused or RuleOutcome.Unknown;
}

/// <summary>What a rule says.</summary>
public enum RuleOutcome
{
    /// <summary>It is kept.</summary>
    Passed,

    /// <summary>It is about nothing that the run does.</summary>
    NotApplicable,

    /// <summary>It would be broken.</summary>
    Refused,

    /// <summary>Whether it is kept can't be told, so it counts as broken.</summary>
    Unknown,
}
