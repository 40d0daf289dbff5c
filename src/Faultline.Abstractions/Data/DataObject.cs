using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Faultline.Abstractions.Data;

/// <summary>
/// One member of an object: its key, its value, and where the key stands. A class: code for collections of classes comes precompiled
/// with the runtime, code for collections of our own structs is compiled at every start.
/// </summary>
public sealed record DataMember(string Key, DataNode Value, SourcePosition? KeyPosition = null);

/// <summary>
/// A mapping that keeps the order of its keys. Where a text repeats a key, the last value wins at the place of the first, as in
/// Python.
/// </summary>
public sealed class DataObject : DataNode
{
    // Small objects are searched faster by a loop than by a hash.
    private const int IndexFrom = 9;

    private readonly Dictionary<string, int>? _index;

    /// <summary>An object of the given members; of members with the same key the last value counts.</summary>
    public DataObject(IEnumerable<DataMember> members, SourcePosition? position = null)
        : base(position)
    {
        Members = Unique(members, out _index);
    }

    /// <summary>The empty object, without a position.</summary>
    public static DataObject Empty { get; } = new([]);

    /// <summary>The members, in order; keys are unique.</summary>
    public ImmutableArray<DataMember> Members { get; }

    /// <inheritdoc/>
    public override string Kind => "an object";

    /// <summary>The value of a key, or null where the key is absent. A present null is a <see cref="DataNull"/>.</summary>
    public DataNode? this[string key] => TryGet(key, out var value) ? value : null;

    /// <summary>Whether the key is present.</summary>
    public bool Has(string key) => IndexOf(key) >= 0;

    /// <summary>The value of a key, where it is present.</summary>
    public bool TryGet(string key, [NotNullWhen(true)] out DataNode? value)
    {
        var at = IndexOf(key);
        value = at < 0 ? null : Members[at].Value;
        return at >= 0;
    }

    /// <summary>The text of a key whose value is a string; otherwise null.</summary>
    public string? Text(string key) => (this[key] as DataString)?.Value;

    /// <summary>Where a key stands, or where the object begins.</summary>
    public SourcePosition? PositionOf(string key) => IndexOf(key) is var at and >= 0 ? Members[at].KeyPosition ?? Position : Position;

    /// <summary>A copy in which the key has the value; a new key comes last.</summary>
    public DataObject With(string key, DataNode value)
    {
        var at = IndexOf(key);
        return new DataObject(
            at < 0 ? Members.Add(new DataMember(key, value)) : Members.SetItem(at, Members[at] with { Value = value }),
            Position
        );
    }

    /// <summary>A copy without the key.</summary>
    public DataObject Without(string key) => IndexOf(key) is var at and >= 0 ? new DataObject(Members.RemoveAt(at), Position) : this;

    /// <summary>An object of the given keys and values, in order.</summary>
    public static DataObject Of(params ReadOnlySpan<(string Key, DataNode Value)> members)
    {
        var list = new List<DataMember>(members.Length);
        foreach (var (key, value) in members)
        {
            list.Add(new DataMember(key, value));
        }

        return new DataObject(list);
    }

    private int IndexOf(string key)
    {
        if (_index is not null)
        {
            return _index.GetValueOrDefault(key, -1);
        }

        for (var i = 0; i < Members.Length; i++)
        {
            if (string.Equals(Members[i].Key, key, StringComparison.Ordinal))
            {
                return i;
            }
        }

        return -1;
    }

    private static ImmutableArray<DataMember> Unique(IEnumerable<DataMember> members, out Dictionary<string, int>? index)
    {
        var list = new List<DataMember>(members);
        index = null;
        if (list.Count < 2)
        {
            return [.. list];
        }

        var seen = new Dictionary<string, int>(list.Count, StringComparer.Ordinal);
        var kept = new List<DataMember>(list.Count);
        foreach (var member in list)
        {
            if (seen.TryAdd(member.Key, kept.Count))
            {
                kept.Add(member);
            }
            else
            {
                kept[seen[member.Key]] = member;
            }
        }

        index = kept.Count >= IndexFrom ? seen : null;
        return [.. kept];
    }
}
