using System.Collections.Immutable;
using Faultline.Abstractions.Data;
using Faultline.Lab.Objects.Custom;

namespace Faultline.Lab.Objects.Rules;

/// <summary>What becomes of an object when a client wants it to be different.</summary>
internal static class Revision
{
    // Identity, and what only the server says.
    private static readonly ImmutableArray<string> ServerFields =
    [
        "name",
        "namespace",
        "uid",
        "creationTimestamp",
        "deletionTimestamp",
        "deletionGracePeriodSeconds",
        "generation",
        "generateName",
        "selfLink",
        "resourceVersion",
    ];

    /// <summary>The new state: the wish, within what may change by this way.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="before">The state so far.</param>
    /// <param name="wish">The object as the client wants it.</param>
    /// <param name="isStatus">Whether the client wrote to the status, and not to the object itself.</param>
    /// <exception cref="KubernetesException">The wish may not come true.</exception>
    public static DataObject Of(ResourceKind kind, DataObject before, DataObject wish, bool isStatus)
    {
        RequireFresh(kind, before, wish);
        if (isStatus)
        {
            var status = wish.At("status");
            var shown = status is null ? before.Without("status") : before.With("status", status);
            return wish.At("metadata", "managedFields") is { } account ? shown.Put(account, "metadata", "managedFields") : shown;
        }

        var metadata = wish.At("metadata") as DataObject ?? DataObject.Empty;
        foreach (var field in ServerFields)
        {
            metadata = before.At("metadata", field) is { } value ? metadata.With(field, value) : metadata.Without(field);
        }

        var after = wish.With("metadata", metadata).With("apiVersion", kind.ApiVersion).With("kind", kind.Kind);
        if (kind.HasStatus)
        {
            after = before.At("status") is { } status ? after.With("status", status) : after.Without("status");
        }

        RequireFinalizers(kind, before, after);
        after = Defaults.Apply(kind, after);
        ObjectRules.Require(kind, after);
        var problems = Immutability.Problems(kind, before, after).ToList();
        if (problems.Count > 0)
        {
            throw KubernetesException.Invalid(kind, before.Name(), problems);
        }

        if (kind == ResourceKinds.CustomResourceDefinition)
        {
            after = DefinitionRules.Accept(after, DateTimeOffset.UnixEpoch);
        }

        return kind.HasGeneration && !IsSameWish(kind, before, after)
            ? after.Put((before.NumberAt("metadata", "generation") ?? 0) + 1, "metadata", "generation")
            : after;
    }

    private static bool IsSameWish(ResourceKind kind, DataObject before, DataObject after)
    {
        static DataObject Wish(DataObject node, bool withoutStatus) =>
            (withoutStatus ? node.Without("status") : node).Without("metadata").Without("apiVersion").Without("kind");
        var withoutStatus = kind.HasStatus || kind.Custom is null;
        return Tree.Same(Wish(before, withoutStatus), Wish(after, withoutStatus));
    }

    private static void RequireFresh(ResourceKind kind, DataObject before, DataObject wish)
    {
        if (
            wish.TextAt("metadata", "resourceVersion") is { Length: > 0 } version
            && version != before.TextAt("metadata", "resourceVersion")
        )
        {
            throw KubernetesException.Stale(kind, before.Name());
        }

        if (wish.Uid() is { Length: > 0 } uid && uid != before.Uid())
        {
            throw KubernetesException.Conflict(
                kind,
                before.Name(),
                $"Precondition failed: UID in precondition: {uid}, UID in object meta: {before.Uid()}"
            );
        }

        if (wish.Name() is { Length: > 0 } name && name != before.Name())
        {
            throw KubernetesException.BadRequest($"the name of the object ({name}) does not match the name on the URL ({before.Name()})");
        }
    }

    private static void RequireFinalizers(ResourceKind kind, DataObject before, DataObject after)
    {
        var added = after.WordsAt("metadata", "finalizers").Except(before.WordsAt("metadata", "finalizers")).ToList();
        if (before.IsTerminating() && added.Count > 0)
        {
            var names = string.Join(", ", added.Select(name => $"\"{name}\""));
            throw KubernetesException.Invalid(
                kind,
                before.Name(),
                [
                    Cause.Forbidden(
                        "metadata.finalizers",
                        $"no new finalizers can be added if the object is being deleted, found new finalizers []string{{{names}}}"
                    ),
                ]
            );
        }
    }
}
