using System.Text;
using Faultline.Abstractions.Data;
using Faultline.Lab.Objects;

namespace Faultline.Lab.Api.OpenApi;

/// <summary>
/// An OpenAPI v2 document as protocol buffers (openapi.v2.Document), the only form in which older clients read it. The numbers are
/// those of the fields in OpenAPIv2.proto.
/// </summary>
internal static class OpenApiProtobuf
{
    private static readonly (string Name, int Field)[] Methods = [("get", 2), ("put", 3), ("post", 4), ("delete", 5), ("patch", 8)];

    /// <summary>The document's bytes.</summary>
    public static byte[] Write(DataObject document)
    {
        var info = new ProtobufWriter().Text(1, document.TextAt("info", "title")).Text(2, document.TextAt("info", "version"));
        return new ProtobufWriter()
            .Text(1, document.TextAt("swagger"))
            .Message(2, info)
            .Message(8, Named(document.At("paths"), 2, PathItem))
            .Message(9, Named(document.At("definitions"), 1, Schema))
            .Bytes.ToArray();
    }

    // Maps are lists of names with values.
    private static ProtobufWriter Named(DataNode? map, int field, Func<DataNode, ProtobufWriter> write)
    {
        var writer = new ProtobufWriter();
        foreach (var (name, value, _) in (map as DataObject ?? DataObject.Empty).Members)
        {
            writer.Message(field, new ProtobufWriter().Text(1, name).Message(2, write(value)));
        }

        return writer;
    }

    private static ProtobufWriter PathItem(DataNode item)
    {
        var writer = new ProtobufWriter();
        foreach (var (name, field) in Methods)
        {
            writer.Message(field, item.At(name) is { } operation ? Operation(operation) : null);
        }

        return writer;
    }

    private static ProtobufWriter Operation(DataNode operation)
    {
        var writer = new ProtobufWriter().Text(5, operation.TextAt("operationId"));
        foreach (var parameter in operation.ItemsAt("parameters"))
        {
            // ParametersItem.parameter, Parameter.non_body_parameter, NonBodyParameter.query_parameter_sub_schema
            var query = new ProtobufWriter()
                .Text(2, "query")
                .Text(4, parameter.TextAt("name"))
                .Text(6, parameter.TextAt("type"))
                .Truth(20, parameter.IsTrueAt("uniqueItems"));
            writer.Message(8, new ProtobufWriter().Message(1, new ProtobufWriter().Message(2, new ProtobufWriter().Message(3, query))));
        }

        var ok = new ProtobufWriter().Text(1, "OK");
        writer.Message(
            9,
            new ProtobufWriter().Message(1, new ProtobufWriter().Text(1, "200").Message(2, new ProtobufWriter().Message(1, ok)))
        );
        return Extensions(writer, 13, operation);
    }

    private static ProtobufWriter Schema(DataNode schema)
    {
        // What is told beside a reference is kept there: this format has no place for both in one schema's allOf of one.
        var reference = schema.TextAt("$ref") ?? (schema.ItemsAt("allOf") is [var only] ? only.TextAt("$ref") : null);
        var writer = new ProtobufWriter()
            .Text(1, reference)
            .Text(2, schema.TextAt("format"))
            .Text(4, schema.TextAt("description"))
            .Double(7, (schema.At("maximum") as DataNumber)?.ToDouble())
            .Truth(8, schema.IsTrueAt("exclusiveMaximum"))
            .Double(9, (schema.At("minimum") as DataNumber)?.ToDouble())
            .Truth(10, schema.IsTrueAt("exclusiveMinimum"))
            .Integer(11, schema.NumberAt("maxLength"))
            .Integer(12, schema.NumberAt("minLength"))
            .Text(13, schema.TextAt("pattern"))
            .Integer(14, schema.NumberAt("maxItems"))
            .Integer(15, schema.NumberAt("minItems"))
            .Truth(16, schema.IsTrueAt("uniqueItems"));
        foreach (var name in schema.WordsAt("required"))
        {
            writer.Text(19, name);
        }

        foreach (var value in schema.ItemsAt("enum"))
        {
            writer.Message(20, Any(value));
        }

        writer.Message(
            21,
            schema.At("additionalProperties") switch
            {
                DataObject values => new ProtobufWriter().Message(1, Schema(values)),
                DataBoolean { Value: true } => new ProtobufWriter().Truth(2, true),
                _ => null,
            }
        );
        writer.Message(22, schema.TextAt("type") is { } type ? new ProtobufWriter().Text(1, type) : null);
        writer.Message(23, schema.At("items") is { } items ? new ProtobufWriter().Message(1, Schema(items)) : null);
        writer.Message(25, schema.At("properties") is { } properties ? Named(properties, 1, Schema) : null);
        return Extensions(writer, 31, schema);
    }

    private static ProtobufWriter Extensions(ProtobufWriter writer, int field, DataNode node)
    {
        foreach (var (name, value, _) in ((DataObject)node).Members.Where(member => member.Key.StartsWith("x-", StringComparison.Ordinal)))
        {
            writer.Message(field, new ProtobufWriter().Text(1, name).Message(2, Any(value)));
        }

        return writer;
    }

    // Values of any kind are texts in YAML, of which JSON is a part.
    private static ProtobufWriter Any(DataNode value) => new ProtobufWriter().Text(2, Encoding.UTF8.GetString(ObjectJson.Write(value)));
}
