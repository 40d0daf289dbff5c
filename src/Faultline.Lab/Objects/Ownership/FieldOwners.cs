using Faultline.Abstractions.Data;
using Faultline.Lab.Objects.Schemas;

namespace Faultline.Lab.Objects.Ownership;

/// <summary>Keeps account of who set which field of an object, and lets appliers conflict over them.</summary>
internal static class FieldOwners
{
    /// <summary>The object after a write that is no apply: the writer owns what it added and changed, nobody what it removed.</summary>
    /// <param name="before">The object before; empty for a new one.</param>
    /// <param name="after">The object as the writer wants it.</param>
    /// <param name="writer">Who, how and when; its fields do not count.</param>
    /// <param name="schema">The object's type.</param>
    public static DataObject Updated(DataObject before, DataObject after, FieldManager writer, Schema schema)
    {
        // A client may rewrite the account itself, or clear it with an empty entry.
        var given = FieldManager.Of(after);
        var isCleared = after.At("metadata", "managedFields") is DataArray { Items: [DataObject { Members.Length: 0 }] };
        var managers =
            isCleared ? []
            : given.Count > 0 ? given
            : FieldManager.Of(before);
        if (isCleared)
        {
            return after.Drop("metadata", "managedFields");
        }

        var (added, modified, removed) = FieldWalk.Compare(before, after, schema);
        var set = added.Union(modified);
        var own = managers.FirstOrDefault(writer.IsSame);
        var others = managers
            .Where(manager => !writer.IsSame(manager))
            .Select(manager => manager with { Fields = manager.Fields.Minus(modified).Minus(removed) });
        var isChange = !set.IsEmpty || !removed.IsEmpty;
        var fields = (own?.Fields ?? FieldSet.None).Minus(removed).Union(set);
        return FieldManager.Write(after, others.Append(isChange || own is null ? writer with { Fields = fields } : own));
    }

    /// <summary>The object after an apply.</summary>
    /// <param name="live">The object before; empty for a new one.</param>
    /// <param name="applied">What the applier wants.</param>
    /// <param name="applier">Who and when.</param>
    /// <param name="schema">The object's type.</param>
    /// <param name="force">Whether to take what others own.</param>
    /// <param name="finish">Makes the merged object whole: defaults, and what the server decides.</param>
    /// <exception cref="KubernetesException">Others own what the applier wants to change.</exception>
    public static DataObject Applied(
        DataObject live,
        DataObject applied,
        FieldManager applier,
        Schema schema,
        bool force,
        Func<DataObject, DataObject> finish
    )
    {
        var managers = FieldManager.Of(live);
        var own = managers.FirstOrDefault(applier.IsSame);
        var others = managers.Where(manager => !applier.IsSame(manager)).ToList();
        var fields = FieldWalk.Of(applied, schema);
        var merged = AppliedMerge.Merge(live, applied.Drop("metadata", "managedFields"), schema);
        if (own is not null)
        {
            // What it applied before and does not now goes, unless somebody else owns it too, or a part of it.
            var owned = others.Aggregate(fields, (all, other) => all.Union(other.Fields));
            merged = AppliedMerge.Remove(merged, Unowned(own.Fields, owned), schema);
        }

        var final = finish(merged);
        var (_, modified, removed) = FieldWalk.Compare(live, merged, schema);
        var conflicts = others
            .Select(other => (Manager: other, Fields: other.Fields.Intersect(modified)))
            .Where(conflict => !conflict.Fields.IsEmpty)
            .ToList();
        if (conflicts.Count > 0 && !force)
        {
            throw Conflict(conflicts);
        }

        var rest = others.Select(other => other with { Fields = other.Fields.Minus(modified).Minus(removed) });
        var isSame = own is not null && Same(own.Fields, fields) && own.ApiVersion == applier.ApiVersion && Tree.Same(live, final);
        return FieldManager.Write(final, rest.Append(isSame ? own! : applier with { Fields = fields }));
    }

    // A map, list or item of which others own a part stays, even where only the applier owned it as such.
    private static FieldSet Unowned(FieldSet fields, FieldSet owned)
    {
        var result = fields.IsMember && owned.IsEmpty ? FieldSet.Leaf : FieldSet.None;
        foreach (var (step, below) in fields.Children)
        {
            result = result.With(step, owned.Children.TryGetValue(step, out var others) ? Unowned(below, others) : below);
        }

        return result;
    }

    private static bool Same(FieldSet one, FieldSet other) => one.Minus(other).IsEmpty && other.Minus(one).IsEmpty;

    private static KubernetesException Conflict(List<(FieldManager Manager, FieldSet Fields)> conflicts)
    {
        var causes = conflicts
            .SelectMany(conflict => conflict.Fields.Paths().Select(path => (conflict.Manager, Path: path)))
            .Select(one => new Cause("FieldManagerConflict", $"conflict with {Name(one.Manager)}", one.Path))
            .ToList();
        var lists = causes.Select(cause => $"{cause.Message}: {cause.Field}");
        var message =
            causes.Count == 1
                ? $"Apply failed with 1 conflict: {lists.First()}"
                : $"Apply failed with {causes.Count} conflicts: {string.Join("; ", lists)}";
        return new KubernetesException(409, "Conflict", message, DataObject.Of(("causes", Cause.Write(causes))));
    }

    private static string Name(FieldManager manager)
    {
        var text = $"\"{manager.Name}\"";
        text += manager.Subresource is { } part ? $" with subresource \"{part}\"" : "";
        return manager.Operation == "Update"
            ? $"{text} using {manager.ApiVersion}" + (manager.Time is { } time ? $" at {time}" : "")
            : text;
    }
}
