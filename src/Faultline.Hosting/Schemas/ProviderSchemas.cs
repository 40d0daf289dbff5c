using Faultline.Abstractions.Data;
using static Faultline.Hosting.Schemas.Schema;

namespace Faultline.Hosting.Schemas;

/// <summary>The schemas of providers.</summary>
internal static class ProviderSchemas
{
    /// <summary>Any provider, by its type.</summary>
    public static DataObject Provider { get; } =
        Mapping(("type", Words("http", "process", "python", "native")))
            .Needs("type")
            .All(
                When(Has("type", "http"), Reference("http")),
                When(Has("type", "process"), Reference("process")),
                When(Has("type", "python"), Reference("python")),
                When(Has("type", "native"), Reference("native"))
            )
            .Meaning("What is called.");

    /// <summary>A request.</summary>
    public static DataObject Http { get; } =
        Mapping(
                Kind,
                ("url", Text("The address.")),
                ("method", Any("The method.").With("default", "GET")),
                ("headers", Any("Headers by name.")),
                ("arguments", Any("The query of a GET, the body of others.")),
                ("timeout", Any("Seconds that it may take; a list of two for connecting and reading.")),
                ("verify_tls", Any("Whether the server's certificate is checked.").With("default", true)),
                ("max_retries", Any("How often a connection that fails is tried again.").With("default", 0)),
                ("expected_status", Any("The status that means success.")),
                SecretGroups
            )
            .Needs("url")
            .Closed();

    /// <summary>A program.</summary>
    public static DataObject Process { get; } =
        Mapping(
                Kind,
                ("path", Text("The program: a path, or a name in PATH.")),
                ("arguments", Any("Its arguments: a list, or a line that is cut into words.")),
                ("timeout", Any("Seconds that it may take.")),
                SecretGroups
            )
            .Needs("path")
            .Closed();

    /// <summary>The type, which is looked at before.</summary>
    public static (string, DataObject) Kind => ("type", Type("string"));

    /// <summary>The groups of secrets that it sees.</summary>
    public static (string, DataObject) SecretGroups => ("secrets", Any("The groups of secrets that it gets."));
}
