using Faultline.Abstractions.Data;

namespace Faultline.Lab.Objects.Custom;

/// <summary>Brings a custom object into the shape of its schema: fields that it does not know go, defaults come.</summary>
internal static class CustomShape
{
    /// <summary>The object in its shape.</summary>
    /// <param name="node">The object.</param>
    /// <param name="schema">The definition's schema; null leaves everything.</param>
    /// <param name="unknown">Takes the paths of the fields that went.</param>
    public static DataObject Apply(DataObject node, DataObject? schema, List<string> unknown)
    {
        if (schema is null)
        {
            return node;
        }

        var members = node.Members.Select(member =>
            member.Key is "apiVersion" or "kind" or "metadata" ? member : Member(member, schema, "", isRoot: true, unknown)
        );
        var kept = new DataObject(members.OfType<DataMember>());
        return Defaulted(kept, schema);
    }

    private static DataMember? Member(DataMember member, DataNode schema, string path, bool isRoot, List<string> unknown)
    {
        var at = path.Length == 0 ? member.Key : $"{path}.{member.Key}";
        if (schema.At("properties", member.Key) is { } known)
        {
            return member with { Value = Value(member.Value, known, at, unknown) };
        }

        if (schema.At("additionalProperties") is DataObject values)
        {
            return member with { Value = Value(member.Value, values, at, unknown) };
        }

        var isKept =
            schema.IsTrueAt(CustomSchema.Preserve)
            || schema.IsTrueAt("additionalProperties")
            || (!isRoot && schema.IsTrueAt(CustomSchema.Embedded) && member.Key is "apiVersion" or "kind" or "metadata");
        if (!isKept)
        {
            unknown.Add(at);
        }

        return isKept ? member : null;
    }

    private static DataNode Value(DataNode node, DataNode schema, string path, List<string> unknown) =>
        node switch
        {
            DataObject mapping when schema.TextAt("type") == "object" || schema.At("properties") is not null => Defaulted(
                new DataObject(mapping.Members.Select(member => Member(member, schema, path, isRoot: false, unknown)).OfType<DataMember>()),
                schema
            ),
            DataArray array when schema.At("items") is { } items => DataArray.Of(
                array.Items.Select((item, i) => Value(item, items, $"{path}[{i}]", unknown))
            ),
            _ => node,
        };

    private static DataObject Defaulted(DataObject node, DataNode schema)
    {
        if (schema.At("properties") is not DataObject properties)
        {
            return node;
        }

        foreach (var (key, inner, _) in properties.Members)
        {
            var isAbsent = !node.Has(key) || (node[key] is DataNull && !inner.IsTrueAt("nullable"));
            if (isAbsent && inner.At("default") is { } value)
            {
                node = node.With(key, Value(value, inner, key, []));
            }
            else if (isAbsent && node[key] is DataNull)
            {
                node = node.Without(key);
            }
        }

        return node;
    }
}
