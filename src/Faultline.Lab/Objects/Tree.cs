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

    /// <summary>A copy without the value at the end of the path.</summary>
    public static DataObject Drop(this DataObject node, params ReadOnlySpan<string> path) =>
        path.Length == 1 ? node.Without(path[0])
        : node[path[0]] is DataObject inner ? node.With(path[0], inner.Drop(path[1..]))
        : node;

    /// <summary>A list of texts.</summary>
    public static DataArray List(IEnumerable<string> texts) => DataArray.Of(texts.Select(text => (DataNode)text));

    /// <summary>The texts of the list at the end of a path.</summary>
    public static IEnumerable<string> WordsAt(this DataNode? node, params ReadOnlySpan<string> path) =>
        node.ItemsAt(path).OfType<DataString>().Select(text => text.Value);

    /// <summary>Whether two trees mean the same: the order of keys does not count, that of items does.</summary>
    public static bool Same(DataNode? one, DataNode? other) =>
        ReferenceEquals(one, other)
        || (one, other) switch
        {
            (DataString a, DataString b) => a.Value == b.Value,
            (DataNumber a, DataNumber b) => a.Text == b.Text || a.ToDouble() == b.ToDouble(),
            (DataBoolean a, DataBoolean b) => a.Value == b.Value,
            (DataNull, DataNull) => true,
            (DataArray a, DataArray b) => a.Items.Length == b.Items.Length
                && a.Items.Zip(b.Items).All(pair => Same(pair.First, pair.Second)),
            (DataObject a, DataObject b) => a.Members.Length == b.Members.Length
                && a.Members.All(member => b.TryGet(member.Key, out var value) && Same(member.Value, value)),
            _ => false,
        };

    /// <summary>About how many bytes a tree takes.</summary>
    public static long SizeOf(DataNode node) =>
        node switch
        {
            DataObject mapping => 64 + mapping.Members.Sum(member => 32 + (2L * member.Key.Length) + SizeOf(member.Value)),
            DataArray array => 48 + array.Items.Sum(SizeOf),
            DataString text => 64 + (2L * text.Value.Length),
            _ => 48,
        };
}
