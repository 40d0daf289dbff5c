using Faultline.Abstractions.Data;
using Faultline.Engine.Model;
using static Faultline.Hosting.Schemas.Schema;

namespace Faultline.Hosting.Schemas;

/// <summary>The schema of a settings file. Extensions keep settings of their own in it, so it is open.</summary>
internal static class SettingsSchema
{
    public static DataObject Of() =>
        new([
            .. DataObject.Of(("$schema", Dialect), ("title", "Settings")).Meaning("What holds for every run.").Members,
            .. Mapping(
                (
                    "auths",
                    Type("object", "How documents are asked for, by host and port.")
                        .With(
                            "additionalProperties",
                            Mapping(("type", Type("string", "The scheme, such as bearer.")), ("value", Type("string", "What follows it.")))
                                .Needs("type", "value")
                        )
                ),
                ("controls", Type("object", "Controls of every run, by name.").With("additionalProperties", ControlSchemas.Declaration)),
                ("notifications", ListOf(Channel).Meaning("Who is told of what happens.")),
                (
                    "runtime",
                    Mapping(("hypothesis", Strategy(StrategyNames.Hypothesis.Keys)), ("rollbacks", Strategy(StrategyNames.Rollbacks.Keys)))
                )
            ).Members,
        ]);

    private static DataObject Channel =>
        Mapping(("type", Type("string", "http, or plugin.")))
            .Needs("type")
            .All(
                When(Has("type", "http"), Mapping(("url", Text("The address."))).Needs("url")),
                When(
                    Has("type", "plugin"),
                    Mapping(("module", Text("The module.")), ("func", Type("string", "The function."))).Needs("module")
                )
            );

    private static DataObject Strategy(IEnumerable<string> names) => Mapping(("strategy", Words(names)));
}
