using System.Collections.Immutable;

namespace Faultline.Abstractions.Planning;

/// <summary>What a call would do if it were made now. Texts hold no secrets.</summary>
public sealed record CallPlan
{
    /// <summary>What is called: <c>GET https://shop/health</c>, <c>/usr/bin/kubectl get pods</c>, <c>chaosk8s.pod.actions.terminate_pods (native)</c>.</summary>
    public required string What { get; init; }

    /// <summary>What is known of the things it acts on.</summary>
    public required TargetKnowledge Knowledge { get; init; }

    /// <summary>Why the targets are not known, or why there is none; null where they are known.</summary>
    public string? Reason { get; init; }

    /// <summary>The things it would change; where <see cref="ByChance"/> is given, those among which chance decides.</summary>
    public ImmutableArray<PlannedTarget> Targets { get; init; } = [];

    /// <summary>How many targets are chosen by chance among <see cref="Targets"/>; null where all of them are hit.</summary>
    public TargetChance? ByChance { get; init; }

    /// <summary>How much of what does the same work is hit: of the pods of a deployment, of its replicas, ….</summary>
    public ImmutableArray<TargetShare> Shares { get; init; } = [];

    /// <summary>The addresses of machines that are contacted, as the call names them, without ports; empty where it contacts none.</summary>
    public ImmutableArray<string> Hosts { get; init; } = [];

    /// <summary>What is looked at, for a call that only looks: <c>pods in namespace 'shop' with app=web</c>; null for others.</summary>
    public string? Reads { get; init; }

    /// <summary>As whom it acts, and where; null where no log-in is needed.</summary>
    public PlannedIdentity? Identity { get; init; }

    /// <summary>The rights that it needs.</summary>
    public ImmutableArray<PlannedRight> Rights { get; init; } = [];

    /// <summary>What has to be on this machine.</summary>
    public ImmutableArray<Prerequisite> Prerequisites { get; init; } = [];

    /// <summary>How long the call takes at most by itself, without the activity's own timeout.</summary>
    public CallBound Bound { get; init; } = CallBound.Unbounded("the call itself has no limit");

    /// <summary>What the reader should know besides, such as a disruption budget that is in the way.</summary>
    public ImmutableArray<string> Warnings { get; init; } = [];
}

/// <summary>What is known of the targets of a call.</summary>
public enum TargetKnowledge
{
    /// <summary>The call changes nothing that could be named: it looks, or it is a request or a program of which nobody knows more.</summary>
    None,

    /// <summary>The call changes something, and nobody can tell what: a program, a foreign function.</summary>
    Opaque,

    /// <summary>The targets are exactly those.</summary>
    Known,

    /// <summary>The call would find no target, or be refused: the run would not do what it says.</summary>
    NoTarget,

    /// <summary>They could not be looked up.</summary>
    Unknown,

    /// <summary>Nobody looked, since that was asked for.</summary>
    NotLooked,
}

/// <summary>Some of the targets, chosen by chance.</summary>
/// <param name="Kind">Among which of them: those of this kind, such as <c>pod</c>; others are hit with the chosen.</param>
/// <param name="Count">How many.</param>
/// <param name="Asked">Which argument asks for it, such as <c>rand</c>.</param>
public sealed record TargetChance(string Kind, int Count, string Asked);

/// <summary>How long a call takes at most.</summary>
/// <param name="AtMost">The time; null where there is no limit.</param>
/// <param name="Reason">Where the time comes from, or why there is no limit.</param>
public sealed record CallBound(TimeSpan? AtMost, string Reason)
{
    /// <summary>A call without a limit.</summary>
    public static CallBound Unbounded(string reason) => new(null, reason);
}
