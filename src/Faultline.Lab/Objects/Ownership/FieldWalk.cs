using Faultline.Abstractions.Data;
using Faultline.Lab.Objects.Schemas;

namespace Faultline.Lab.Objects.Ownership;

/// <summary>The fields that an object has, and those by which two objects differ.</summary>
internal static class FieldWalk
{
    // What nobody owns: the object's identity and what the server keeps.
    private static readonly FieldSet Unowned = Set(
        ["apiVersion"],
        ["kind"],
        ["metadata", "name"],
        ["metadata", "namespace"],
        ["metadata", "creationTimestamp"],
        ["metadata", "selfLink"],
        ["metadata", "uid"],
        ["metadata", "generation"],
        ["metadata", "managedFields"],
        ["metadata", "resourceVersion"],
        ["metadata", "deletionTimestamp"],
        ["metadata", "deletionGracePeriodSeconds"],
        ["metadata", "generateName"]
    );

    /// <summary>The set of one path of fields.</summary>
    public static FieldSet Set(params ReadOnlySpan<string[]> paths)
    {
        var result = FieldSet.None;
        foreach (var path in paths)
        {
            result = result.Union(
                path.Reverse().Aggregate(FieldSet.Leaf, (below, name) => FieldSet.None.With(FieldSteps.Field(name), below))
            );
        }

        return result;
    }

    /// <summary>The fields that a manifest names.</summary>
    public static FieldSet Of(DataObject node, Schema schema) => Fields(node, schema).WithoutBelow(Unowned);

    /// <summary>What was added, what changed, and what was removed between two states.</summary>
    public static (FieldSet Added, FieldSet Modified, FieldSet Removed) Compare(DataObject before, DataObject after, Schema schema)
    {
        var (added, modified, removed) = Differences(before, after, schema);
        return (added.WithoutBelow(Unowned), modified.WithoutBelow(Unowned), removed.WithoutBelow(Unowned));
    }

    private static FieldSet Fields(DataNode node, Schema schema)
    {
        if (!FieldSteps.IsGranular(node, schema))
        {
            return FieldSet.Leaf;
        }

        var result = FieldSet.None;
        if (node is DataObject mapping)
        {
            foreach (var (key, value, _) in mapping.Members)
            {
                var below = Fields(value, schema.Of(key) ?? Schema.Anything);
                var isEmpty = value is DataNull or DataObject { Members.Length: 0 };
                var isOwn = isEmpty || schema.Form != SchemaForm.Struct || !schema.Fields.ContainsKey(key);
                result = result.With(FieldSteps.Field(key), isOwn ? below.AsMember() : below);
            }
        }
        else
        {
            foreach (var (step, item) in FieldSteps.Items((DataArray)node, schema))
            {
                result = result.With(step, Fields(item, schema.Items ?? Schema.Anything).AsMember());
            }
        }

        return result;
    }

    private static (FieldSet Added, FieldSet Modified, FieldSet Removed) Differences(DataNode before, DataNode after, Schema schema)
    {
        if (Tree.Same(before, after))
        {
            return (FieldSet.None, FieldSet.None, FieldSet.None);
        }

        if (!FieldSteps.IsGranular(before, schema) || !FieldSteps.IsGranular(after, schema) || before.GetType() != after.GetType())
        {
            return (FieldSet.None, FieldSet.Leaf, FieldSet.None);
        }

        var old = Parts(before, schema);
        var parts = Parts(after, schema);
        var (added, modified, removed) = (FieldSet.None, FieldSet.None, FieldSet.None);
        foreach (var (step, (value, inner)) in parts)
        {
            if (old.TryGetValue(step, out var was))
            {
                var below = Differences(was.Value, value, inner);
                added = added.With(step, below.Added);
                modified = modified.With(step, below.Modified);
                removed = removed.With(step, below.Removed);
            }
            else
            {
                added = added.With(step, WithItself(step, value, inner));
            }
        }

        foreach (var (step, (value, inner)) in old.Where(part => !parts.ContainsKey(part.Key)))
        {
            removed = removed.With(step, WithItself(step, value, inner));
        }

        return (added, modified, removed);
    }

    // A map or list that came as a whole, and an item, is a field of its own beside its parts.
    private static FieldSet WithItself(string step, DataNode value, Schema schema)
    {
        var fields = Fields(value, schema);
        var isWhole = step[0] != 'f' || schema.Form is SchemaForm.Map or SchemaForm.List or SchemaForm.Any;
        return isWhole || fields.IsEmpty ? fields.AsMember() : fields;
    }

    private static Dictionary<string, (DataNode Value, Schema Schema)> Parts(DataNode node, Schema schema)
    {
        var result = new Dictionary<string, (DataNode, Schema)>(StringComparer.Ordinal);
        if (node is DataObject mapping)
        {
            foreach (var (key, value, _) in mapping.Members)
            {
                result[FieldSteps.Field(key)] = (value, schema.Of(key) ?? Schema.Anything);
            }
        }
        else
        {
            foreach (var (step, item) in FieldSteps.Items((DataArray)node, schema))
            {
                result.TryAdd(step, (item, schema.Items ?? Schema.Anything));
            }
        }

        return result;
    }
}
