using Faultline.Abstractions.Data;
using Faultline.Abstractions.Faults;

namespace Faultline.Abstractions.Activities;

/// <summary>One change of something outside, written down before it is made: what it was, and what brings it back.</summary>
public sealed record ChangeRecord
{
    /// <summary>What is done: <c>create</c>, <c>delete</c>, <c>patch</c>, <c>exec</c>, ….</summary>
    public required string Verb { get; init; }

    /// <summary>To which thing, as a path, such as <c>/apis/apps/v1/namespaces/shop/deployments/web</c>.</summary>
    public required string Resource { get; init; }

    /// <summary>
    /// The path of the thing that it is a part of, where that can come and go with it, such as the proxy of a toxic: changes of the
    /// one and the other are undone one after another. Null where it stands for itself.
    /// </summary>
    public string? Within { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its namespace; null where it stands in none.</summary>
    public string? Namespace { get; init; }

    /// <summary>What it was before, as far as the change touches it; null where there was nothing, or where it may not be written down.</summary>
    public DataObject? Before { get; init; }

    /// <summary>
    /// What it will be, or is by now (<see cref="IChangeRecorder.Made"/>), as far as the change touches it; null where there will be
    /// nothing, or where that is not known.
    /// </summary>
    public DataObject? After { get; init; }

    /// <summary>Who undoes it (<see cref="IReversal.Name"/>); null where nobody can, or need.</summary>
    public string? Reversal { get; init; }

    /// <summary>What the reversal needs besides, such as how the cluster is reached; written down, and without secrets.</summary>
    public DataObject Reach { get; init; } = DataObject.Empty;

    /// <summary>What the reversal needs besides and is kept in memory only, such as credentials.</summary>
    public DataObject Secrets { get; init; } = DataObject.Empty;

    /// <summary>What brings it back: the command that a person would type, or a sentence that says why there is none.</summary>
    public required string Undo { get; init; }

    /// <summary>
    /// The record by which it is undone, for <see cref="IReversal"/>; it holds no <see cref="Secrets"/>. What is masked in it the
    /// reversal takes from those.
    /// </summary>
    /// <param name="id">The effect's name.</param>
    /// <param name="run">The run's id.</param>
    /// <param name="bootId">The kernel's boot id.</param>
    /// <param name="at">When it was looked at.</param>
    public UndoRecord ToUndoRecord(string id, string run, string bootId, DateTimeOffset at) =>
        new()
        {
            Id = id,
            Run = run,
            Fault = Reversal ?? "",
            Arguments = DataObject.Of(
                ("verb", Verb),
                ("resource", Resource),
                ("namespace", Namespace is null ? DataNull.Instance : Namespace),
                ("name", Name),
                ("reach", Reach)
            ),
            What = $"{Verb} {Resource}",
            Before = Before ?? DataObject.Empty,
            After = After,
            Claims = [new FaultClaim($"change:{Reach.Text("server")}{Within ?? Resource}", Resource, IsShared: true)],
            Undo = Reversal is null ? [] : [Undo],
            Irreversible = Reversal is null ? Undo : null,
            Persists = Reversal is not null,
            BootId = bootId,
            At = at,
        };

    /// <summary>What it is, for messages; nothing of what it holds.</summary>
    public override string ToString() => $"{Verb} {Resource}";
}
