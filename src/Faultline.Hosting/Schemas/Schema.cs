using Faultline.Abstractions.Data;

namespace Faultline.Hosting.Schemas;

/// <summary>The pieces that JSON Schemas (draft 2020-12) are put together from.</summary>
internal static class Schema
{
    public const string Dialect = "https://json-schema.org/draft/2020-12/schema";

    /// <summary>A value of one type: <c>string</c>, <c>integer</c>, ….</summary>
    public static DataObject Type(string type) => DataObject.Of(("type", type));

    /// <summary>A value of one type, and what it means.</summary>
    public static DataObject Type(string type, string description) => Type(type).With("description", description);

    /// <summary>The schema with what it means.</summary>
    public static DataObject Meaning(this DataObject schema, string description) => schema.With("description", description);

    /// <summary>Any value.</summary>
    public static DataObject Any(string description) => DataObject.Of(("description", description));

    /// <summary>One of some words.</summary>
    public static DataObject Words(params IEnumerable<string> words) => DataObject.Of(("enum", List(words)));

    /// <summary>Words that are known among others.</summary>
    public static DataObject KnownWords(params IEnumerable<string> words) => AnyOf(Words(words), Type("string"));

    /// <summary>Any value but an empty text.</summary>
    public static DataObject Something(string description) => Any(description).With("minLength", 1);

    /// <summary>A text with something in it.</summary>
    public static DataObject Text(string description) => Type("string").With("minLength", 1).Meaning(description);

    /// <summary>What is defined under <c>$defs</c>.</summary>
    public static DataObject Reference(string name) => DataObject.Of(("$ref", "#/$defs/" + name));

    /// <summary>A list.</summary>
    public static DataObject ListOf(DataObject items) => Type("array").With("items", items);

    /// <summary>What one of some schemas takes.</summary>
    public static DataObject AnyOf(params IEnumerable<DataObject> schemas) => DataObject.Of(("anyOf", DataArray.Of(schemas)));

    /// <summary>What all of some schemas take.</summary>
    public static DataObject All(this DataObject schema, params IEnumerable<DataObject> schemas) =>
        schema.With("allOf", DataArray.Of(schemas));

    /// <summary>A schema for objects whose members have these values, and another for the rest.</summary>
    public static DataObject When(DataObject condition, DataObject then, DataObject? otherwise = null)
    {
        var rule = DataObject.Of(("if", condition), ("then", then));
        return otherwise is null ? rule : rule.With("else", otherwise);
    }

    /// <summary>Whether a member has this value.</summary>
    public static DataObject Has(string key, string value) =>
        DataObject.Of(("type", "object"), ("required", List([key])), ("properties", DataObject.Of((key, DataObject.Of(("const", value))))));

    /// <summary>An object of known members.</summary>
    public static DataObject Mapping(params ReadOnlySpan<(string Key, DataObject Schema)> members)
    {
        var properties = new List<DataMember>(members.Length);
        foreach (var (key, schema) in members)
        {
            properties.Add(new DataMember(key, schema));
        }

        return Type("object").With("properties", new DataObject(properties));
    }

    /// <summary>The object without any members but those.</summary>
    public static DataObject Closed(this DataObject schema) => schema.With("additionalProperties", false);

    /// <summary>The object with members that must be there.</summary>
    public static DataObject Needs(this DataObject schema, params IEnumerable<string> keys) => schema.With("required", List(keys));

    /// <summary>Texts as a list.</summary>
    public static DataArray List(IEnumerable<string> texts) => DataArray.Of(texts.Select(text => (DataNode)text));
}
