using Faultline.Abstractions.Data;
using static Faultline.Hosting.Schemas.Schema;

namespace Faultline.Hosting.Schemas;

/// <summary>The schemas of tolerances.</summary>
internal static class ToleranceSchemas
{
    public static DataObject Tolerance { get; } =
        AnyOf(
                Schema.Type("boolean", "The result is this."),
                Schema.Type("integer", "The result is this; of a process its exit code, of a request its status."),
                Schema.Type("string", "The result is this."),
                Schema.Type("array", "The result is one of these; of two numbers, it lies between them."),
                Mapping(("type", Words("regex", "jsonpath", "range", "probe")))
                    .Needs("type")
                    .All(
                        When(Has("type", "regex"), Regex),
                        When(Has("type", "jsonpath"), JsonPath),
                        When(Has("type", "range"), Range),
                        When(Has("type", "probe"), Reference("activity"))
                    )
            )
            .Meaning("Which results are accepted.");

    private static DataObject Regex =>
        Mapping(Type, ("pattern", Schema.Type("string", "A regular expression in Python's spelling.")), Target, Name)
            .Needs("pattern")
            .Closed();

    private static DataObject JsonPath =>
        Mapping(
                Type,
                ("path", Schema.Type("string", "A JSON path that finds something.").With("pattern", @"\S")),
                ("expect", Any("What it must find.")),
                ("count", Any("How much it must find.")),
                Target,
                Name
            )
            .Needs("path")
            .Closed();

    private static DataObject Range =>
        Mapping(
                Type,
                (
                    "range",
                    ListOf(AnyOf(Schema.Type("number"), Schema.Type("boolean")))
                        .With("minItems", 2)
                        .With("maxItems", 2)
                        .Meaning("The least and the most.")
                ),
                Target,
                Name
            )
            .Needs("range")
            .Closed();

    private static (string, DataObject) Type => ("type", Schema.Type("string"));

    private static (string, DataObject) Target => ("target", Any("The part of the result that is judged, such as stdout, body or status."));

    private static (string, DataObject) Name => ("name", Any("A name for readers."));
}
