using System.Globalization;
using Faultline.Abstractions.Data;

namespace Faultline.Lab.Objects.Merging;

/// <summary>JSON Patch (RFC 6902): a list of operations.</summary>
internal static class JsonPatch
{
    private const int MostOperations = 10_000;

    /// <summary>The object after all operations.</summary>
    /// <exception cref="KubernetesException">One of them can't be done; then none is.</exception>
    public static DataObject Apply(DataObject node, DataNode patch)
    {
        if (patch is not DataArray { Items: var operations })
        {
            throw KubernetesException.BadRequest("a JSON patch is a list of operations");
        }

        if (operations.Length > MostOperations)
        {
            throw new KubernetesException(413, "RequestEntityTooLarge", $"a JSON patch may have {MostOperations} operations at most");
        }

        DataNode result = node;
        foreach (var operation in operations)
        {
            result = Apply(result, operation);
        }

        return result as DataObject ?? throw Rejected("the document is no object any more");
    }

    private static DataNode Apply(DataNode document, DataNode operation)
    {
        var name = operation.TextAt("op");
        var path = Pointer(operation.TextAt("path"), "path");
        DataNode Value() => (operation as DataObject)?["value"] ?? throw Rejected($"the operation '{name}' has no value");
        switch (name)
        {
            case "add":
                return Set(document, path, Value(), isAdd: true);
            case "replace":
                _ = Find(document, path);
                return Set(document, path, Value(), isAdd: false);
            case "remove":
                return Remove(document, path);
            case "test":
                return Tree.Same(Look(document, path) ?? DataNull.Instance, Value())
                    ? document
                    : throw Rejected($"testing value {Spell(path)} failed");
            case "move":
                var source = Pointer(operation.TextAt("from"), "from");
                var moved = Find(document, source);
                return Set(Remove(document, source), path, moved, isAdd: true);
            case "copy":
                return Set(document, path, Find(document, Pointer(operation.TextAt("from"), "from")), isAdd: true);
            default:
                throw Rejected($"unknown operation '{name}'; there are add, remove, replace, move, copy and test");
        }
    }

    private static string[] Pointer(string? text, string field) =>
        text switch
        {
            null => throw Rejected($"an operation has no {field}"),
            "" => [],
            ['/', .. var rest] =>
            [
                .. rest.Split('/')
                    .Select(part => part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)),
            ],
            _ => throw Rejected($"the {field} '{text}' does not begin with '/'"),
        };

    private static DataNode Find(DataNode document, ReadOnlySpan<string> path) =>
        Look(document, path) ?? throw Rejected($"there is nothing at {Spell(path)}");

    private static DataNode? Look(DataNode document, ReadOnlySpan<string> path)
    {
        var node = document;
        foreach (var part in path)
        {
            node = node switch
            {
                DataObject mapping => mapping[part],
                DataArray array => Index(part, array.Items.Length) is { } at ? array.Items[at] : null,
                _ => null,
            };
            if (node is null)
            {
                return null;
            }
        }

        return node;
    }

    private static DataNode Set(DataNode document, ReadOnlySpan<string> path, DataNode value, bool isAdd)
    {
        if (path.Length == 0)
        {
            return value;
        }

        switch (document)
        {
            case DataObject mapping when path.Length == 1:
                return mapping.With(path[0], value);
            case DataObject mapping when mapping[path[0]] is { } inner:
                return mapping.With(path[0], Set(inner, path[1..], value, isAdd));
            case DataArray array when path.Length == 1 && isAdd:
                var place = path[0] == "-" ? array.Items.Length : Index(path[0], array.Items.Length + 1);
                return place is { } before ? new DataArray(array.Items.Insert(before, value)) : throw Missing(path);
            case DataArray array when Index(path[0], array.Items.Length) is { } at:
                return new DataArray(array.Items.SetItem(at, path.Length == 1 ? value : Set(array.Items[at], path[1..], value, isAdd)));
            default:
                throw Missing(path);
        }
    }

    private static DataNode Remove(DataNode document, ReadOnlySpan<string> path)
    {
        if (path.Length == 0)
        {
            throw Rejected("the whole document can't be removed");
        }

        switch (document)
        {
            case DataObject mapping when path.Length == 1 && mapping.Has(path[0]):
                return mapping.Without(path[0]);
            case DataObject mapping when path.Length > 1 && mapping[path[0]] is { } inner:
                return mapping.With(path[0], Remove(inner, path[1..]));
            case DataArray array when Index(path[0], array.Items.Length) is { } at:
                return new DataArray(
                    path.Length == 1 ? array.Items.RemoveAt(at) : array.Items.SetItem(at, Remove(array.Items[at], path[1..]))
                );
            default:
                throw Missing(path);
        }
    }

    private static int? Index(string part, int count) =>
        int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var at) && at < count ? at : null;

    private static string Spell(ReadOnlySpan<string> path) => "/" + string.Join('/', path.ToArray());

    private static KubernetesException Missing(ReadOnlySpan<string> path) => Rejected($"there is no place for {Spell(path)}");

    private static KubernetesException Rejected(string why) =>
        new(422, "Invalid", $"the server rejected our request due to an error in our request: {why}", DataObject.Empty);
}
