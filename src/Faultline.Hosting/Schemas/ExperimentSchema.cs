using Faultline.Abstractions.Data;
using Faultline.Abstractions.Functions;
using Faultline.Engine.Model;
using static Faultline.Hosting.Schemas.Schema;

namespace Faultline.Hosting.Schemas;

/// <summary>The schema of an experiment's document: what an editor completes, explains and marks.</summary>
internal static class ExperimentSchema
{
    public static DataObject Of(FunctionCatalog functions) =>
        DataObject
            .Of(("$schema", Dialect), ("title", "Experiment"))
            .Meaning("A chaos experiment: what should hold, what is done to it, and what puts everything back.")
            .Joined(
                Mapping(
                        ("title", Something("In a sentence, what should hold.")),
                        ("description", Something("What the experiment is about, and for whom.")),
                        ("version", Any("The version of the format; not looked at.")),
                        (
                            "tags",
                            AnyOf(ListOf(Text("A tag.")), DataObject.Of(("type", List(["null", "string", "object"])), ("deprecated", true)))
                                .Meaning("Words by which it is found.")
                        ),
                        ("contributions", Any("Which qualities it tries, and how much: high, medium, low, none.")),
                        ("extensions", AnyOf(ListOf(Extension), Type("null")).Meaning("What other programs keep here.")),
                        ("configuration", Reference("configuration")),
                        ("secrets", Reference("secrets")),
                        ("controls", Reference("controls")),
                        ("steady-state-hypothesis", Reference("hypothesis")),
                        ("method", Reference("steps").With("description", "What is done and looked at, in order. May be empty.")),
                        ("rollbacks", Reference("steps").With("description", "What puts everything back, in order.")),
                        ("runtime", Reference("runtime")),
                        ("dry", Any("Not looked at; 'faultline run --dry' leaves activities out."))
                    )
                    .Needs("title", "description", "method")
                    .Closed()
            )
            .With(
                "$defs",
                new DataObject([
                    new("variable", VariableSchema),
                    new("steps", ListOf(Reference("step"))),
                    new("step", ActivitySchemas.Step(Reference("reference"), Reference("activity"))),
                    new("judged", ActivitySchemas.Step(Reference("reference"), Reference("activity")).Needs("tolerance")),
                    new("activity", ActivitySchemas.Activity),
                    new("reference", ActivitySchemas.ActivityReference),
                    new("provider", ProviderSchemas.Provider),
                    new("http", ProviderSchemas.Http),
                    new("process", ProviderSchemas.Process),
                    new("python", FunctionSchemas.Provider(functions)),
                    new("native", FunctionSchemas.Native(functions)),
                    new("tolerance", ToleranceSchemas.Tolerance),
                    new("controls", AnyOf(ListOf(Reference("control"))).Meaning("What is called before and after.")),
                    new("control", ControlSchemas.Control),
                    new("hypothesis", Hypothesis),
                    new("configuration", ConfigurationSchemas.Configuration),
                    new("secrets", ConfigurationSchemas.Secrets),
                    new("runtime", Runtime),
                    new("functions", FunctionSchemas.Arguments(functions)),
                ])
            );

    /// <summary>A text that holds a variable, whose value nobody knows before the run.</summary>
    public static DataObject VariableSchema { get; } =
        Type("string", "A variable of configuration, secrets or outputs.").With("pattern", @"\$\{[^}]+\}");

    private static DataObject Extension { get; } = Mapping(("name", Type("string", "Whose it is.").With("pattern", @"\S"))).Needs("name");

    private static DataObject Hypothesis { get; } =
        AnyOf(
                Mapping(
                        ("title", Something("What is taken for healthy, in a sentence.")),
                        ("probes", ListOf(Reference("judged")).Meaning("What is looked at, each with a tolerance.")),
                        ("controls", Reference("controls"))
                    )
                    .Needs("title")
                    .Closed()
            )
            .Meaning("What holds before the method, and should hold after it.");

    private static DataObject Runtime { get; } =
        Mapping(
                ("hypothesis", Strategy(StrategyNames.Hypothesis.Keys).Meaning("When the hypothesis is looked at.")),
                ("rollbacks", Strategy(StrategyNames.Rollbacks.Keys).Meaning("When rollbacks are played.")),
                ("timeout", Seconds("How long the run may take, in seconds; then it is stopped, and rollbacks are played.")),
                (
                    "stop-when",
                    AnyOf(
                            ListOf(Reference("judged")).With("minItems", 1),
                            Mapping(
                                    ("frequency", Seconds("How often they are looked at, in seconds.").With("default", 5)),
                                    ("probes", ListOf(Reference("judged")).With("minItems", 1))
                                )
                                .Needs("probes")
                                .Closed()
                        )
                        .Meaning("Probes that are looked at all the time; one out of tolerance halts the run.")
                )
            )
            .Closed()
            .Meaning("What the document asks of its run.");

    /// <summary>A number of seconds above 0.</summary>
    public static DataObject Seconds(string description) => Type("number").With("exclusiveMinimum", 0).Meaning(description);

    private static DataObject Strategy(IEnumerable<string> names) => Mapping(("strategy", Words(names))).Closed();

    private static DataObject Joined(this DataObject schema, DataObject other) => new([.. schema.Members, .. other.Members]);
}
