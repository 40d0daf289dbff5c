using System.Collections.Immutable;
using System.Numerics;
using Faultline.Abstractions.Data;

namespace Faultline.Engine.Model.Tolerances;

/// <summary>The methods that a path may call on a node. On a node of another kind, or with other arguments, they yield nothing.</summary>
internal static class JsonPathMethods
{
    /// <summary>Every method there is.</summary>
    public static ImmutableArray<string> Names { get; } = ["charAt", "entries", "keys", "length", "substring", "values"];

    /// <summary>The result of a method, or null where it has none.</summary>
    public static DataNode? Call(string name, DataNode node, ImmutableArray<DataNode> arguments, JsonPathBudget budget) =>
        (name, node) switch
        {
            ("length", DataArray array) => array.Items.Length,
            ("length", DataString text) => Characters(text, budget).Length,
            ("charAt", DataString text) => CharAt(Characters(text, budget), arguments),
            ("substring", DataString text) => Substring(Characters(text, budget), arguments),
            (_, DataObject mapping) => OfObject(name, mapping, budget),
            _ => null,
        };

    /// <summary>What Python takes for an int: an integer, or a boolean as 0 or 1. Larger ones than any length are cut off.</summary>
    public static bool TryInteger(DataNode node, out long value)
    {
        value = node switch
        {
            DataNumber { IsInteger: true } number => (long)BigInteger.Clamp(number.ToBigInteger(), int.MinValue, int.MaxValue),
            DataBoolean { Value: true } => 1,
            _ => 0,
        };
        return node is DataBoolean or DataNumber { IsInteger: true };
    }

    private static DataArray? OfObject(string name, DataObject mapping, JsonPathBudget budget)
    {
        budget.Spend(mapping.Members.Length);
        return name switch
        {
            "keys" => DataArray.Of(mapping.Members.Select(member => (DataNode)member.Key)),
            "values" => DataArray.Of(mapping.Members.Select(member => member.Value)),
            "entries" => DataArray.Of(mapping.Members.Select(member => DataArray.Of([member.Key, member.Value]))),
            _ => null,
        };
    }

    private static DataString? CharAt(ImmutableArray<string> characters, ImmutableArray<DataNode> arguments)
    {
        if (arguments is not [var at] || !TryInteger(at, out var index) || index >= characters.Length || index < -characters.Length)
        {
            return null;
        }

        return new DataString(characters[(int)(index < 0 ? index + characters.Length : index)]);
    }

    private static DataString? Substring(ImmutableArray<string> characters, ImmutableArray<DataNode> arguments)
    {
        long end = characters.Length;
        if (
            arguments is not ([_] or [_, _])
            || !TryInteger(arguments[0], out var start)
            || (arguments.Length == 2 && !TryInteger(arguments[1], out end))
        )
        {
            return null;
        }

        var (first, last) = (Within(start, characters.Length), Within(end, characters.Length));
        return new DataString(first < last ? string.Concat(characters[first..last].AsEnumerable()) : "");
    }

    private static int Within(long index, int length) => (int)Math.Clamp(index < 0 ? index + length : index, 0, length);

    // Python counts characters, not the pairs of units that those beyond U+FFFF take here.
    private static ImmutableArray<string> Characters(DataString text, JsonPathBudget budget)
    {
        budget.Spend(text.Value.Length);
        return [.. text.Value.EnumerateRunes().Select(rune => rune.ToString())];
    }
}
