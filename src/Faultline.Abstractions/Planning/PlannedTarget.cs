using Faultline.Abstractions.Data;

namespace Faultline.Abstractions.Planning;

/// <summary>One thing that a call would change.</summary>
/// <param name="Kind">What it is, in a word: <c>pod</c>, <c>deployment</c>, <c>node</c>.</param>
/// <param name="Name">Its name.</param>
public sealed record PlannedTarget(string Kind, string Name)
{
    /// <summary>Its namespace; null where it stands in none.</summary>
    public string? Namespace { get; init; }

    /// <summary>
    /// What no other thing has, whoever looks: where it is and its path there. Two runs whose targets have an identity in common are
    /// in each other's way.
    /// </summary>
    public required string Identity { get; init; }

    /// <summary>The identity of what it belongs to, such as the deployment of a pod; null where it belongs to nothing.</summary>
    public string? OwnerIdentity { get; init; }

    /// <summary>What happens to it: <c>deleted</c>, <c>3 -> 0 replicas</c>.</summary>
    public required string Change { get; init; }

    /// <summary>Its labels; empty where it has none.</summary>
    public DataObject Labels { get; init; } = DataObject.Empty;

    /// <summary>What brings it back: a command, or a sentence that says why there is none; null where nothing has to.</summary>
    public string? Undo { get; init; }

    /// <summary>Whether it comes back, or can be brought back from what the run writes down.</summary>
    public bool CanBeUndone { get; init; } = true;
}

/// <summary>How much of what does the same work is hit.</summary>
/// <param name="Of">What does the work: <c>deployment 'web' in namespace 'shop'</c>.</param>
/// <param name="Unit">What is counted: <c>pods</c>, <c>replicas</c>.</param>
/// <param name="Hit">How many are hit at most.</param>
/// <param name="Total">How many there are.</param>
/// <param name="Ready">How many of them are ready to work.</param>
public sealed record TargetShare(string Of, string Unit, int Hit, int Total, int Ready)
{
    /// <summary>The share that is hit, in per cent from 0 to 100, rounded up: no limit is kept by rounding.</summary>
    public int Percent => Total == 0 ? 0 : (int)Math.Min(100, ((Hit * 100L) + Total - 1) / Total);
}
