using System.Collections.Immutable;
using Faultline.Abstractions.Data;

namespace Faultline.Engine.Tests.Documents;

/// <summary>Changes a document at one random place: drops, doubles, exchanges or replaces a key, a value or an item.</summary>
internal sealed class DocumentMutation(Random random)
{
    private static readonly ImmutableArray<DataNode> Values =
    [
        DataNull.Instance,
        true,
        false,
        0,
        -1,
        3.5,
        "",
        " ",
        "x",
        "${x}",
        "$",
        "probe",
        "env",
        "vault",
        "regex",
        DataArray.Empty,
        DataObject.Empty,
        new DataNumber("NaN"),
        new DataNumber("-Infinity"),
        new DataNumber("1e999"),
        new DataNumber("123456789012345678901234567890"),
        DataArray.Of([DataNull.Instance, "y", 3]),
        DataArray.Of([DataObject.Empty, DataArray.Empty]),
        DataObject.Of(("ref", "x")),
        DataObject.Of(("ref", DataNull.Instance)),
        DataObject.Of(("type", "probe")),
        DataObject.Of(("type", "env")),
        DataObject.Of(("type", "env"), ("key", DataArray.Empty), ("default", DataObject.Empty)),
        DataObject.Of(("type", "range"), ("range", DataArray.Of(["a", DataNull.Instance]))),
        DataObject.Of(("type", "jsonpath"), ("path", "$[?(@"), ("count", "x")),
        DataObject.Of(("type", "regex"), ("pattern", "(?P<a>x"), ("target", 5)),
        DataObject.Of(("before", "x"), ("after", DataObject.Empty)),
        DataObject.Of(("strategy", 5)),
        DataObject.Of(("", DataNull.Instance), ("\u0000", "\u0000")),
    ];

    private static readonly ImmutableArray<string> Keys =
    [
        "",
        "ref",
        "type",
        "name",
        "tolerance",
        "controls",
        "pauses",
        "timeout",
        "background",
        "secrets",
        "zzz",
    ];

    public DataNode Apply(DataNode node)
    {
        var here = random.Next(6) == 0;
        return node switch
        {
            DataObject { Members.Length: > 0 } mapping when !here => Change(mapping),
            DataArray { Items.Length: > 0 } list when !here => Change(list),
            _ => Any(Values),
        };
    }

    private DataObject Change(DataObject mapping)
    {
        var members = mapping.Members;
        var at = random.Next(members.Length);
        return new DataObject(
            random.Next(12) switch
            {
                0 => members.RemoveAt(at),
                1 => members.Add(new DataMember(Any(Keys), Any(Values))),
                2 => members.SetItem(at, members[at] with { Key = Any(Keys) }),
                3 => members.SetItem(at, members[at] with { Value = members[random.Next(members.Length)].Value }),
                4 => members.Reverse(),
                _ => members.SetItem(at, members[at] with { Value = Apply(members[at].Value) }),
            },
            mapping.Position
        );
    }

    private DataArray Change(DataArray list)
    {
        var items = list.Items;
        var at = random.Next(items.Length);
        return new DataArray(
            random.Next(10) switch
            {
                0 => items.RemoveAt(at),
                1 => items.Add(items[at]),
                2 => items.Insert(at, Any(Values)),
                _ => items.SetItem(at, Apply(items[at])),
            },
            list.Position
        );
    }

    private T Any<T>(ImmutableArray<T> values) => values[random.Next(values.Length)];
}
