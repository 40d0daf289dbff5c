using System.Collections.Immutable;
using Faultline.Abstractions.Data;
using Faultline.Lab.Objects.Schemas;

namespace Faultline.Lab.Objects.Custom;

/// <summary>Reads the schema of a definition (OpenAPI v3, structural) as far as merging needs it.</summary>
internal static class CustomSchema
{
    public const string Preserve = "x-kubernetes-preserve-unknown-fields";
    public const string Embedded = "x-kubernetes-embedded-resource";
    public const string IntOrString = "x-kubernetes-int-or-string";

    /// <summary>The type of an object: what the schema says, and what all objects have.</summary>
    public static Schema OfObject(DataObject? json)
    {
        var schema = json is null ? Schema.Anything : Of(json);
        var isStruct = schema.Form == SchemaForm.Struct;
        var text = new Schema { Form = SchemaForm.Scalar };
        return new Schema
        {
            Form = SchemaForm.Struct,
            Type = "object",
            IsOpen = !isStruct || schema.IsOpen,
            Fields = (isStruct ? schema.Fields : ImmutableDictionary<string, Field>.Empty)
                .SetItem("apiVersion", new Field("apiVersion", () => text))
                .SetItem("kind", new Field("kind", () => text))
                .SetItem("metadata", new Field("metadata", () => BuiltInTypes.Metadata)),
        };
    }

    private static Schema Of(DataNode? json) =>
        json.TextAt("type") switch
        {
            "object" => Mapping(json!),
            "array" => new Schema
            {
                Form = SchemaForm.List,
                Type = "array",
                Items = Of(json.At("items")),
                List = json.TextAt("x-kubernetes-list-type") switch
                {
                    "map" => ListType.Map,
                    "set" => ListType.Set,
                    _ => ListType.Atomic,
                },
                Keys =
                [
                    .. json.WordsAt("x-kubernetes-list-map-keys")
                        .Select(key => new ListKey(key, json.At("items", "properties", key, "default"))),
                ],
            },
            { } scalar => new Schema
            {
                Form = SchemaForm.Scalar,
                Type = scalar,
                Format = json.TextAt("format"),
            },
            null when json.IsTrueAt(IntOrString) => new Schema { Form = SchemaForm.Scalar, Format = "int-or-string" },
            null => Schema.Anything,
        };

    private static Schema Mapping(DataNode json)
    {
        var isAtomic = json.TextAt("x-kubernetes-map-type") == "atomic";
        if (json.At("properties") is DataObject properties)
        {
            var fields = properties.Members.ToImmutableDictionary(
                member => member.Key,
                member => new Field(member.Key, () => Of(member.Value)),
                StringComparer.Ordinal
            );
            if (json.IsTrueAt(Embedded))
            {
                fields = fields.SetItem("metadata", new Field("metadata", () => BuiltInTypes.Metadata));
            }

            return new Schema
            {
                Form = SchemaForm.Struct,
                Type = "object",
                Fields = fields,
                IsAtomic = isAtomic,
                IsOpen = json.IsTrueAt(Preserve) || json.At("additionalProperties") is not null,
            };
        }

        return json.At("additionalProperties") is DataObject values
            ? new Schema
            {
                Form = SchemaForm.Map,
                Type = "object",
                Items = Of(values),
                IsAtomic = isAtomic,
            }
            : Schema.Anything with
            {
                IsAtomic = isAtomic,
            };
    }
}
