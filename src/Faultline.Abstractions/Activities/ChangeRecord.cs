using Faultline.Abstractions.Data;

namespace Faultline.Abstractions.Activities;

/// <summary>One change of something outside, written down before it is made: what it was, and what brings it back.</summary>
public sealed record ChangeRecord
{
    /// <summary>What is done: <c>create</c>, <c>delete</c>, <c>patch</c>, <c>exec</c>, ….</summary>
    public required string Verb { get; init; }

    /// <summary>To which thing, as a path, such as <c>/apis/apps/v1/namespaces/shop/deployments/web</c>.</summary>
    public required string Resource { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its namespace; null where it stands in none.</summary>
    public string? Namespace { get; init; }

    /// <summary>What it was before, as far as the change touches it; null where there was nothing, or where it may not be written down.</summary>
    public DataObject? Before { get; init; }

    /// <summary>What it will be, as far as the change touches it; null where there will be nothing, or where that is not known.</summary>
    public DataObject? After { get; init; }

    /// <summary>Who undoes it (<see cref="Faults.IReversal.Name"/>); null where nobody can, or need.</summary>
    public string? Reversal { get; init; }

    /// <summary>What the reversal needs besides, such as how the cluster is reached; written down, and without secrets.</summary>
    public DataObject Reach { get; init; } = DataObject.Empty;

    /// <summary>What the reversal needs besides and is kept in memory only, such as credentials.</summary>
    public DataObject Secrets { get; init; } = DataObject.Empty;

    /// <summary>What brings it back: the command that a person would type, or a sentence that says why there is none.</summary>
    public required string Undo { get; init; }
}
