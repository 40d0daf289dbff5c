using Faultline.Abstractions.Data;

namespace Faultline.Engine.Tests.Reports;

/// <summary>Damages a tree at one place, or visits all its texts.</summary>
internal static class Mutation
{
    private static readonly DataNode[] Values =
    [
        DataNull.Instance,
        true,
        -1L,
        1e300,
        "",
        "x",
        "2026-11-20T10:00:00+00:00",
        "9999-12-31T23:59:59+00:00",
        "0001-01-01T00:00:00+00:00",
        "failed",
        DataArray.Empty,
        DataObject.Empty,
        DataArray.Of([DataNull.Instance, "y", 3L]),
        DataObject.Of(("type", "range")),
        new DataNumber("NaN"),
        new DataNumber("1e999"),
        new DataNumber("-123456789012345678901234567890"),
        3e9,
    ];

    public static DataNode Damage(DataNode node, Random random)
    {
        var stop = random.Next(6) == 0;
        return node switch
        {
            DataObject { Members.Length: > 0 } mapping when !stop => Damage(mapping, random),
            DataArray { Items.Length: > 0 } array when !stop => Damage(array, random),
            _ => Values[random.Next(Values.Length)],
        };
    }

    public static int CountTexts(DataNode node) =>
        node switch
        {
            DataString => 1,
            DataArray array => array.Items.Sum(CountTexts),
            DataObject mapping => mapping.Members.Sum(member => 1 + CountTexts(member.Value)),
            _ => 0,
        };

    /// <summary>The tree with its texts of the given number, in order, replaced; a key counts as a text.</summary>
    public static DataNode Replace(DataNode node, int number, string text)
    {
        var left = number;
        return Replace(node, text, ref left);
    }

    private static DataNode Replace(DataNode node, string text, ref int left)
    {
        switch (node)
        {
            case DataString when left-- == 0:
                return text;
            case DataArray array:
                var items = new List<DataNode>();
                foreach (var item in array.Items)
                {
                    items.Add(Replace(item, text, ref left));
                }

                return DataArray.Of(items);
            case DataObject mapping:
                var members = new List<DataMember>();
                foreach (var member in mapping.Members)
                {
                    var key = left-- == 0 ? text : member.Key;
                    members.Add(new DataMember(key, Replace(member.Value, text, ref left)));
                }

                return new DataObject(members);
            default:
                return node;
        }
    }

    private static DataObject Damage(DataObject mapping, Random random)
    {
        var member = mapping.Members[random.Next(mapping.Members.Length)];
        return random.Next(8) == 0 ? mapping.Without(member.Key) : mapping.With(member.Key, Damage(member.Value, random));
    }

    private static DataArray Damage(DataArray array, Random random)
    {
        var at = random.Next(array.Items.Length);
        return new DataArray(random.Next(8) == 0 ? array.Items.RemoveAt(at) : array.Items.SetItem(at, Damage(array.Items[at], random)));
    }
}
