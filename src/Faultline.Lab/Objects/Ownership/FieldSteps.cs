using System.Text;
using Faultline.Abstractions.Data;
using Faultline.Lab.Objects.Schemas;

namespace Faultline.Lab.Objects.Ownership;

/// <summary>How a value's parts are named in field sets.</summary>
internal static class FieldSteps
{
    /// <summary>The step to a field.</summary>
    public static string Field(string name) => "f:" + name;

    /// <summary>Whether a value is owned part by part, rather than as a whole.</summary>
    public static bool IsGranular(DataNode node, Schema schema) =>
        node switch
        {
            DataObject => schema is { IsAtomic: false, Form: SchemaForm.Struct or SchemaForm.Map or SchemaForm.Any },
            DataArray => schema is { Form: SchemaForm.List, List: not ListType.Atomic },
            _ => false,
        };

    /// <summary>The steps to a list's items, each with its item. Items without the keys have no step of their own.</summary>
    public static IEnumerable<(string Step, DataNode Item)> Items(DataArray list, Schema schema)
    {
        foreach (var item in list.Items)
        {
            if (schema.List == ListType.Set)
            {
                yield return ("v:" + Text(item), item);
            }
            else if (KeyOf(item, schema) is { } key)
            {
                yield return ("k:" + Text(key), item);
            }
        }
    }

    /// <summary>The keys of an item of a list; null where they are missing.</summary>
    public static DataObject? KeyOf(DataNode item, Schema schema)
    {
        var members = new List<DataMember>();
        foreach (var key in schema.Keys.OrderBy(key => key.Name, StringComparer.Ordinal))
        {
            if ((item.At(key.Name) ?? key.Default) is { } value)
            {
                members.Add(new DataMember(key.Name, value));
            }
        }

        return members.Count == 0 ? null : new DataObject(members);
    }

    private static string Text(DataNode node) => Encoding.UTF8.GetString(ObjectJson.Write(node));
}
