using Faultline.Abstractions.Data;
using static Faultline.Hosting.Schemas.Schema;

namespace Faultline.Hosting.Schemas;

/// <summary>The schemas of configuration and secrets.</summary>
internal static class ConfigurationSchemas
{
    public static DataObject Configuration { get; } =
        Type("object", "Values by name, which the rest of the document uses as ${name}.")
            .With(
                "additionalProperties",
                When(Has("type", "env"), FromEnvironment, When(Has("type", "probe"), Reference("activity")))
                    .Meaning("A value; or where it comes from: a variable of the environment, or a probe.")
            );

    public static DataObject Secrets { get; } =
        Type("object", "Groups of secrets, by name.")
            .With(
                "additionalProperties",
                Type("object", "Secrets by name.")
                    .With(
                        "additionalProperties",
                        When(Has("type", "env"), FromEnvironment).Meaning("A value; or where it comes from: the environment, Vault.")
                    )
            );

    private static DataObject FromEnvironment =>
        Mapping(
                ("type", Type("string")),
                ("key", Type("string", "The variable of the environment.")),
                ("default", Any("What it is where the variable is not set.")),
                (
                    "env_var_type",
                    Words("str", "string", "int", "integer", "float", "number", "bool", "bytes", "json")
                        .Meaning("What the variable's text is read as.")
                )
            )
            .Needs("key");
}
