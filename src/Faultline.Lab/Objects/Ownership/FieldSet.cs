using System.Collections.Immutable;
using Faultline.Abstractions.Data;

namespace Faultline.Lab.Objects.Ownership;

/// <summary>
/// A set of fields of an object, as a tree whose steps are spelled as in fieldsV1: <c>f:name</c> a field, <c>k:{...}</c> the item with
/// these keys, <c>v:...</c> the item with this value.
/// </summary>
internal sealed class FieldSet
{
    private FieldSet(bool isMember, ImmutableSortedDictionary<string, FieldSet> children)
    {
        IsMember = isMember;
        Children = children;
    }

    public static FieldSet None { get; } = new(false, ImmutableSortedDictionary.Create<string, FieldSet>(StringComparer.Ordinal));

    public static FieldSet Leaf { get; } = new(true, None.Children);

    /// <summary>Whether the field itself is in the set, beside what is in it.</summary>
    public bool IsMember { get; }

    /// <summary>The sets below, none of them empty.</summary>
    public ImmutableSortedDictionary<string, FieldSet> Children { get; }

    public bool IsEmpty => !IsMember && Children.IsEmpty;

    /// <summary>Reads fieldsV1.</summary>
    public static FieldSet Read(DataNode? fields)
    {
        if (fields is not DataObject { Members.Length: > 0 } node)
        {
            return Leaf;
        }

        return node
            .Members.Where(member => member.Key != ".")
            .Aggregate(node.Has(".") ? Leaf : None, (set, member) => set.With(member.Key, Read(member.Value)));
    }

    /// <summary>Writes fieldsV1.</summary>
    public DataObject Write()
    {
        var children = Children.Select(child => new DataMember(child.Key, child.Value.Write()));
        return new DataObject(IsMember && !Children.IsEmpty ? children.Prepend(new DataMember(".", DataObject.Empty)) : children);
    }

    /// <summary>The set with this one below a step.</summary>
    public FieldSet With(string step, FieldSet below) =>
        below.IsEmpty ? this : new(IsMember, Children.SetItem(step, Children.TryGetValue(step, out var own) ? own.Union(below) : below));

    /// <summary>The set with the field itself.</summary>
    public FieldSet AsMember() => IsMember ? this : new(true, Children);

    public FieldSet Union(FieldSet other)
    {
        var result = IsMember || !other.IsMember ? this : AsMember();
        foreach (var (step, below) in other.Children)
        {
            result = result.With(step, below);
        }

        return result;
    }

    public FieldSet Intersect(FieldSet other)
    {
        var result = IsMember && other.IsMember ? Leaf : None;
        foreach (var (step, below) in Children)
        {
            if (other.Children.TryGetValue(step, out var theirs))
            {
                result = result.With(step, below.Intersect(theirs));
            }
        }

        return result;
    }

    /// <summary>What is here and not there.</summary>
    public FieldSet Minus(FieldSet other)
    {
        var result = IsMember && !other.IsMember ? Leaf : None;
        foreach (var (step, below) in Children)
        {
            result = result.With(step, other.Children.TryGetValue(step, out var theirs) ? below.Minus(theirs) : below);
        }

        return result;
    }

    /// <summary>What is here and not below any field of there.</summary>
    public FieldSet WithoutBelow(FieldSet other)
    {
        if (other.IsMember)
        {
            return None;
        }

        var result = IsMember ? Leaf : None;
        foreach (var (step, below) in Children)
        {
            result = result.With(step, other.Children.TryGetValue(step, out var theirs) ? below.WithoutBelow(theirs) : below);
        }

        return result;
    }

    /// <summary>The members, spelled as paths such as <c>.spec.containers[name="main"].image</c>.</summary>
    public IEnumerable<string> Paths(string prefix = "")
    {
        if (IsMember && Children.IsEmpty)
        {
            yield return prefix;
        }

        foreach (var path in Children.SelectMany(child => child.Value.Paths(prefix + Spell(child.Key))))
        {
            yield return path;
        }
    }

    private static string Spell(string step) =>
        step[0] switch
        {
            'f' => "." + step[2..],
            'k' => "["
                + string.Join(',', ((DataObject)JsonText.Parse(step[2..])).Members.Select(member => $"{member.Key}={member.Value}"))
                + "]",
            'v' => $"[={step[2..]}]",
            _ => $"[{step[2..]}]",
        };
}
