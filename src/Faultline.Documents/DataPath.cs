using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Faultline.Abstractions.Data;

namespace Faultline.Documents;

/// <summary>The way to a value in a tree: keys, and places in lists.</summary>
public sealed class DataPath
{
    private readonly ImmutableArray<string> _keys;

    // A place in a list is kept as its digits behind this, which no key can begin with.
    private const char Place = '\0';

    private DataPath(ImmutableArray<string> keys) => _keys = keys;

    /// <summary>The way to the tree itself.</summary>
    public static DataPath Empty { get; } = new([]);

    /// <summary>How many steps it has.</summary>
    public int Length => _keys.Length;

    /// <summary>The way without its last step.</summary>
    public DataPath Parent => new(_keys[..^1]);

    /// <summary>Reads <c>a.b\.c[0]</c>: a dot divides keys, a backslash takes what follows it as it is, brackets hold a place in a list.</summary>
    /// <exception cref="FormatException">The text is no path; the message says where not.</exception>
    public static DataPath Parse(string text)
    {
        var keys = ImmutableArray.CreateBuilder<string>();
        var key = new StringBuilder();
        var isOpen = true;
        for (var i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '\\' when i + 1 < text.Length:
                    key.Append(text[++i]);
                    break;
                case '.':
                    if (isOpen)
                    {
                        keys.Add(Key(key, text, i));
                    }

                    isOpen = true;
                    break;
                case '[':
                    if (isOpen && (key.Length > 0 || keys.Count > 0))
                    {
                        keys.Add(Key(key, text, i));
                    }

                    var end = text.IndexOf(']', i);
                    keys.Add(Place + Index(end < 0 ? "" : text[(i + 1)..end], text, i));
                    i = end;
                    isOpen = false;
                    break;
                default:
                    key.Append(isOpen ? text[i] : throw new FormatException($"'{text}' needs a dot before '{text[i..]}'"));
                    break;
            }
        }

        if (isOpen)
        {
            keys.Add(Key(key, text, text.Length));
        }

        return new DataPath(keys.DrainToImmutable());
    }

    /// <summary>The last step: a key, or null where it is a place in a list.</summary>
    public string? LastKey => _keys[^1] is [Place, ..] ? null : _keys[^1];

    /// <summary>The first step: a key, or null where it is a place in a list.</summary>
    public string? FirstKey => _keys[0] is [Place, ..] ? null : _keys[0];

    /// <summary>The step that follows a way that is this one's beginning: a key, or null where it is a place in a list.</summary>
    public string? KeyAfter(DataPath beginning) => _keys[beginning.Length] is [Place, ..] ? null : _keys[beginning.Length];

    /// <summary>The value at the end of the way; null where it leads nowhere.</summary>
    public DataNode? Find(DataNode root)
    {
        DataNode? at = root;
        foreach (var key in _keys)
        {
            at = Child(at, key);
        }

        return at;
    }

    /// <summary>How far the way leads, as a way of its own, and the rest of it.</summary>
    public (DataPath Found, DataPath Beyond) Deepest(DataNode root)
    {
        DataNode? at = root;
        for (var i = 0; i < _keys.Length; i++)
        {
            at = Child(at, _keys[i]);
            if (at is null)
            {
                return (new DataPath(_keys[..i]), new DataPath(_keys[i..]));
            }
        }

        return (this, Empty);
    }

    /// <summary>The value within the objects and lists that all but the first step ask for.</summary>
    public DataNode Inside(DataNode value) =>
        _keys
            .Skip(1)
            .Reverse()
            .Aggregate(
                value,
                (inner, key) =>
                    key is not [Place, ..] ? DataObject.Of((key, inner))
                    : key == Place + "0" ? DataArray.Of([inner])
                    : throw new KeyNotFoundException($"a new list begins with [0], and '{this}' leads to [{key[1..]}]")
            );

    /// <summary>A copy of the tree with the value at the end of the way.</summary>
    /// <exception cref="KeyNotFoundException">The way leads through a value that has no members, or past the end of a list.</exception>
    public DataNode Set(DataNode root, DataNode value) => Set(root, 0, value);

    /// <summary>A copy of the tree without what stands at the end of the way.</summary>
    /// <exception cref="KeyNotFoundException">Nothing stands there.</exception>
    public DataNode Remove(DataNode root)
    {
        var parent = Parent.Find(root);
        var key = _keys[^1];
        var without =
            Child(parent, key) is null ? throw new KeyNotFoundException($"there is no '{this}'")
            : parent is DataArray list ? DataArray.Of(list.Items.RemoveAt(IndexOf(key)))
            : (DataNode)((DataObject)parent!).Without(key);
        return Parent.Set(root, without);
    }

    /// <summary>The way as it is written.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var key in _keys)
        {
            if (key is [Place, ..])
            {
                text.Append('[').Append(key.AsSpan(1)).Append(']');
            }
            else
            {
                text.Append(text.Length > 0 ? "." : "");
                foreach (var character in key)
                {
                    text.Append(character is '.' or '[' or '\\' ? "\\" : "").Append(character);
                }
            }
        }

        return text.ToString();
    }

    private DataNode Set(DataNode? at, int step, DataNode value)
    {
        if (step == _keys.Length)
        {
            return value;
        }

        var key = _keys[step];
        if (key is not [Place, ..])
        {
            return at is null or DataNull ? DataObject.Of((key, Set(null, step + 1, value)))
                : at is DataObject mapping ? mapping.With(key, Set(mapping[key], step + 1, value))
                : throw new KeyNotFoundException($"'{new DataPath(_keys[..step])}' is {at.Kind}, which has no key '{key}'");
        }

        var index = IndexOf(key);
        var items = at switch
        {
            null or DataNull => [],
            DataArray list => list.Items,
            _ => throw new KeyNotFoundException($"'{new DataPath(_keys[..step])}' is {at.Kind}, which has no [{index}]"),
        };
        return index > items.Length
            ? throw new KeyNotFoundException(
                $"'{new DataPath(_keys[..step])}' has {items.Length} items, so the next one is [{items.Length}]"
            )
            : DataArray.Of(
                index == items.Length ? items.Add(Set(null, step + 1, value)) : items.SetItem(index, Set(items[index], step + 1, value))
            );
    }

    private static DataNode? Child(DataNode? at, string key) =>
        key is [Place, ..] ? (at as DataArray)?.Items.ElementAtOrDefault(IndexOf(key)) : (at as DataObject)?[key];

    private static int IndexOf(string key) => int.Parse(key.AsSpan(1), CultureInfo.InvariantCulture);

    private static string Key(StringBuilder key, string text, int at)
    {
        var found = key.ToString();
        key.Clear();
        return found.Length > 0 && found[0] != Place
            ? found
            : throw new FormatException($"'{text}' lacks a key before its character {at + 1}");
    }

    private static string Index(string digits, string text, int at) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            ? index.ToString(CultureInfo.InvariantCulture)
            : throw new FormatException($"'{text}' lacks a number in brackets at its character {at + 1}");
}
