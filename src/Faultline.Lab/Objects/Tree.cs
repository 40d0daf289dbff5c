using System.Globalization;
using Faultline.Abstractions.Data;

namespace Faultline.Lab.Objects;

/// <summary>Reading and changing what lies deep in a data tree. Trees are immutable: a change is a copy.</summary>
internal static class Tree
{
    /// <summary>The value at the end of a path of keys, or null.</summary>
    public static DataNode? At(this DataNode? node, params ReadOnlySpan<string> path)
    {
        foreach (var key in path)
        {
            node = (node as DataObject)?[key];
        }

        return node is DataNull ? null : node;
    }

    /// <summary>The text at the end of a path, or null.</summary>
    public static string? TextAt(this DataNode? node, params ReadOnlySpan<string> path) => (node.At(path) as DataString)?.Value;

    /// <summary>The whole number at the end of a path, or null.</summary>
    public static long? NumberAt(this DataNode? node, params ReadOnlySpan<string> path) =>
        node.At(path) is DataNumber number
        && long.TryParse(number.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            ? value
            : null;

    /// <summary>Whether there is true at the end of a path.</summary>
    public static bool IsTrueAt(this DataNode? node, params ReadOnlySpan<string> path) => node.At(path) is DataBoolean { Value: true };

    /// <summary>The items of the list at the end of a path; none where there is no list.</summary>
    public static IReadOnlyList<DataNode> ItemsAt(this DataNode? node, params ReadOnlySpan<string> path) =>
        node.At(path) is DataArray array ? array.Items : [];

    /// <summary>The texts of the object at the end of a path, such as labels.</summary>
    public static Dictionary<string, string> TextsAt(this DataNode? node, params ReadOnlySpan<string> path) =>
        node.At(path) is DataObject map
            ? map
                .Members.Where(member => member.Value is DataString)
                .ToDictionary(member => member.Key, member => ((DataString)member.Value).Value, StringComparer.Ordinal)
            : [];

    /// <summary>A copy with the value at the end of the path; objects on the way are made where they are missing.</summary>
    public static DataObject Put(this DataObject node, DataNode value, params ReadOnlySpan<string> path) =>
        node.With(path[0], path.Length == 1 ? value : (node[path[0]] as DataObject ?? DataObject.Empty).Put(value, path[1..]));

    /// <summary>A copy in which an absent value is the default.</summary>
    public static DataObject PutDefault(this DataObject node, DataNode value, params ReadOnlySpan<string> path) =>
        node.At(path) is null ? node.Put(value, path) : node;

    /// <summary>An object of texts.</summary>
    public static DataObject Texts(IEnumerable<KeyValuePair<string, string>> texts) =>
        new(texts.Select(pair => new DataMember(pair.Key, pair.Value)));
}
