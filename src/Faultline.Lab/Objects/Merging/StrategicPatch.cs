using System.Collections.Immutable;
using Faultline.Abstractions.Data;
using Faultline.Lab.Objects.Schemas;

namespace Faultline.Lab.Objects.Merging;

/// <summary>
/// Kubernetes' strategic merge patch: like a merge patch, but lists whose type says so are merged by a key of their items, and
/// directives ($patch, $retainKeys, $setElementOrder/X, $deleteFromPrimitiveList/X) say what a merge can't.
/// </summary>
internal static class StrategicPatch
{
    private const string Directive = "$patch";
    private const string RetainKeys = "$retainKeys";
    private const string Order = "$setElementOrder/";
    private const string Unlist = "$deleteFromPrimitiveList/";

    /// <summary>The object with the patch merged into it.</summary>
    /// <exception cref="KubernetesException">The patch makes no sense.</exception>
    public static DataObject Apply(DataObject node, DataObject patch, Schema schema)
    {
        switch (patch.TextAt(Directive))
        {
            case "replace":
                return patch.Without(Directive);
            case "delete":
                return DataObject.Empty;
            case null or "merge":
                break;
            case var other:
                throw KubernetesException.BadRequest($"unknown patch type '{other}'; {Directive} is replace, merge or delete");
        }

        var result = Retained(node, patch);
        foreach (var (key, value, _) in patch.Members)
        {
            if (key is Directive or RetainKeys || key.StartsWith(Order, StringComparison.Ordinal))
            {
                continue;
            }

            if (key.StartsWith(Unlist, StringComparison.Ordinal))
            {
                var field = key[Unlist.Length..];
                result = result[field] is DataArray listed
                    ? result.With(field, DataArray.Of(listed.Items.Where(item => !ItemsOf(value).Any(gone => Tree.Same(gone, item)))))
                    : result;
                continue;
            }

            result = Field(result, key, value, schema, patch[Order + key]);
        }

        // An order may come without a list, where nothing but the order changed.
        foreach (var (key, order, _) in patch.Members.Where(member => member.Key.StartsWith(Order, StringComparison.Ordinal)))
        {
            var field = key[Order.Length..];
            if (!patch.Has(field) && result[field] is DataArray list)
            {
                var how = schema.Form == SchemaForm.Struct ? schema.Fields.GetValueOrDefault(field) : null;
                result = result.With(field, Ordered(list.Items, list.Items, ItemsOf(order), how?.PatchKey));
            }
        }

        return result;
    }

    private static DataObject Retained(DataObject node, DataObject patch) =>
        patch[RetainKeys] is DataArray kept
            ? new DataObject(node.Members.Where(member => kept.Items.Any(key => (key as DataString)?.Value == member.Key)))
            : node;

    private static DataObject Field(DataObject node, string key, DataNode value, Schema schema, DataNode? order)
    {
        var how = schema.Form == SchemaForm.Struct ? schema.Fields.GetValueOrDefault(key) : null;
        var isMerged = how?.PatchStrategy?.StartsWith("merge", StringComparison.Ordinal) == true;
        switch (value)
        {
            case DataNull:
                return node.Without(key);
            case DataObject inner when how?.PatchStrategy == "replace" && inner.TextAt(Directive) is null:
                return node.With(key, inner);
            case DataObject inner:
                var merged = Apply(node[key] as DataObject ?? DataObject.Empty, inner, schema.Of(key) ?? Schema.Anything);
                return inner.TextAt(Directive) == "delete" ? node.Without(key) : node.With(key, merged);
            case DataArray list when isMerged:
                var before = ItemsOf(node[key] ?? DataArray.Empty);
                var items = how!.PatchKey is { } mergeKey
                    ? MergeItems(before, list.Items, mergeKey, schema.Of(key)?.Items ?? Schema.Anything)
                    : [.. before, .. list.Items.Where(item => !before.Any(old => Tree.Same(old, item)))];
                return node.With(key, order is null ? new DataArray(items) : Ordered(items, before, ItemsOf(order), how.PatchKey));
            default:
                return node.With(key, value);
        }
    }

    private static ImmutableArray<DataNode> MergeItems(
        ImmutableArray<DataNode> before,
        ImmutableArray<DataNode> patch,
        string mergeKey,
        Schema schema
    )
    {
        if (patch.Any(item => item.TextAt(Directive) == "replace"))
        {
            return [.. patch.Where(item => item.TextAt(Directive) != "replace")];
        }

        var result = before;
        foreach (var item in patch)
        {
            if (item is not DataObject wish || wish[mergeKey] is not { } id)
            {
                throw KubernetesException.BadRequest($"map: {item} does not contain declared merge key: {mergeKey}");
            }

            var at = result.FindIndex(old => Tree.Same(old.At(mergeKey), id));
            if (wish.TextAt(Directive) == "delete")
            {
                result = [.. result.Where(old => !Tree.Same(old.At(mergeKey), id))];
            }
            else if (at < 0)
            {
                result = result.Add(Apply(DataObject.Empty, wish, schema));
            }
            else
            {
                result = result.SetItem(at, Apply((DataObject)result[at], wish, schema));
            }
        }

        return result;
    }

    // Those that the order names stand in that order; the others stay behind those that they stood behind.
    private static DataArray Ordered(
        ImmutableArray<DataNode> items,
        ImmutableArray<DataNode> before,
        ImmutableArray<DataNode> order,
        string? mergeKey
    )
    {
        DataNode? IdOf(DataNode item) => mergeKey is null ? item : item.At(mergeKey);
        int Place(DataNode item) => order.FindIndex(one => Tree.Same(IdOf(one), IdOf(item)));
        int Was(DataNode item) => before.FindIndex(one => Tree.Same(IdOf(one), IdOf(item)));
        var named = new Queue<DataNode>(items.Where(item => Place(item) >= 0).OrderBy(Place));
        var others = new Queue<DataNode>(items.Where(item => Place(item) < 0));
        var result = ImmutableArray.CreateBuilder<DataNode>(items.Length);
        while (named.Count > 0 || others.Count > 0)
        {
            var isOther = named.Count == 0 || (others.Count > 0 && Was(named.Peek()) is var was and >= 0 && Was(others.Peek()) < was);
            result.Add(isOther ? others.Dequeue() : named.Dequeue());
        }

        return new DataArray(result.DrainToImmutable());
    }

    private static ImmutableArray<DataNode> ItemsOf(DataNode node) => node is DataArray array ? array.Items : [];

    private static int FindIndex(this ImmutableArray<DataNode> items, Func<DataNode, bool> isIt)
    {
        for (var i = 0; i < items.Length; i++)
        {
            if (isIt(items[i]))
            {
                return i;
            }
        }

        return -1;
    }
}
