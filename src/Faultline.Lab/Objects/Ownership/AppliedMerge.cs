using System.Collections.Immutable;
using Faultline.Abstractions.Data;
using Faultline.Lab.Objects.Schemas;

namespace Faultline.Lab.Objects.Ownership;

/// <summary>Merges what a client applies into what is there, and takes out what it no longer applies.</summary>
internal static class AppliedMerge
{
    /// <summary>The live object with the applied values in it.</summary>
    public static DataObject Merge(DataObject live, DataObject applied, Schema schema) =>
        (DataObject)Merge((DataNode)live, applied, schema);

    /// <summary>The object without these fields.</summary>
    public static DataObject Remove(DataObject node, FieldSet fields, Schema schema) => (DataObject)Remove((DataNode)node, fields, schema);

    private static DataNode Merge(DataNode live, DataNode applied, Schema schema)
    {
        if (live.GetType() != applied.GetType() || !FieldSteps.IsGranular(live, schema) || !FieldSteps.IsGranular(applied, schema))
        {
            return applied;
        }

        if (applied is DataObject wish)
        {
            var result = (DataObject)live;
            foreach (var (key, value, _) in wish.Members.Where(member => member.Value is not DataNull))
            {
                result = result.With(
                    key,
                    result[key] is { } own ? Merge(own, value, schema.Of(key) ?? Schema.Anything) : WithoutNulls(value)
                );
            }

            return result;
        }

        var items = ((DataArray)live).Items;
        var steps = FieldSteps.Items((DataArray)live, schema).Select(part => part.Step).ToList();
        var isComplete = steps.Count == items.Length;
        foreach (var (step, item) in FieldSteps.Items((DataArray)applied, schema))
        {
            var at = isComplete ? steps.IndexOf(step) : -1;
            if (at >= 0)
            {
                items = items.SetItem(at, Merge(items[at], item, schema.Items ?? Schema.Anything));
            }
            else
            {
                items = items.Add(WithoutNulls(item));
                steps.Add(step);
            }
        }

        return new DataArray(items);
    }

    private static DataNode WithoutNulls(DataNode node) =>
        node is DataObject mapping
            ? new DataObject(
                mapping
                    .Members.Where(member => member.Value is not DataNull)
                    .Select(member => member with { Value = WithoutNulls(member.Value) })
            )
            : node;

    private static DataNode Remove(DataNode node, FieldSet fields, Schema schema)
    {
        if (node is DataObject mapping)
        {
            foreach (var (step, below) in fields.Children)
            {
                var key = step[2..];
                if (step[0] != 'f' || mapping[key] is not { } value)
                {
                    continue;
                }

                var rest = below.Children.IsEmpty ? value : Remove(value, below, schema.Of(key) ?? Schema.Anything);
                mapping = below.IsMember || IsEmptied(value, rest) ? mapping.Without(key) : mapping.With(key, rest);
            }

            return mapping;
        }

        if (node is not DataArray list)
        {
            return node;
        }

        var kept = ImmutableArray.CreateBuilder<DataNode>();
        var steps = new Dictionary<object, string>(ReferenceEqualityComparer.Instance);
        foreach (var (step, item) in FieldSteps.Items(list, schema))
        {
            steps[item] = step;
        }

        foreach (var item in list.Items)
        {
            if (!steps.TryGetValue(item, out var step) || !fields.Children.TryGetValue(step, out var below))
            {
                kept.Add(item);
            }
            else if (!below.IsMember)
            {
                kept.Add(Remove(item, below, schema.Items ?? Schema.Anything));
            }
        }

        return new DataArray(kept.DrainToImmutable());
    }

    private static bool IsEmptied(DataNode before, DataNode after) =>
        after is DataObject { Members.Length: 0 } && before is DataObject { Members.Length: > 0 };
}
