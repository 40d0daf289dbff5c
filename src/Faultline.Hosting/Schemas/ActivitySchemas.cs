using Faultline.Abstractions.Data;
using static Faultline.Hosting.Schemas.Schema;

namespace Faultline.Hosting.Schemas;

/// <summary>The schemas of activities and of what refers to them.</summary>
internal static class ActivitySchemas
{
    /// <summary>A probe or an action.</summary>
    public static DataObject Activity { get; } =
        Mapping(
                ("type", Words("probe", "action").Meaning("Whether it reads the system or changes it.")),
                ("name", Something("Its name, by which it is referred to.")),
                ("provider", Reference("provider")),
                ("tolerance", Reference("tolerance")),
                ("background", Type("boolean", "Whether the next step begins while it goes on.").With("default", false)),
                ("pauses", Pauses),
                ("timeout", AnyOf(Type("number"), Type("boolean"), Type("null")).Meaning("How long it may take, in seconds.")),
                ("controls", Reference("controls")),
                ("retry", Retry),
                ("until", Until),
                ("output", Output),
                ("dry", Any("Not looked at; 'faultline run --dry' leaves activities out.")),
                ("configuration", Any("Not looked at here: it stands at the top of the document.")),
                ("secrets", Any("Not looked at here: the provider names its secrets.")),
                ("iteration_index", Any("Written by a control that repeats the activity."))
            )
            .Needs("type", "name", "provider")
            .Closed();

    /// <summary>An activity that stands elsewhere, by its name.</summary>
    public static DataObject ActivityReference { get; } =
        Mapping(
                ("ref", Text("The name of an activity of the method or the hypothesis.")),
                ("tolerance", Reference("tolerance")),
                ("background", Type("boolean", "Whether the next step begins while it goes on."))
            )
            .Needs("ref")
            .Closed();

    /// <summary>An entry of a list: a reference, or an activity.</summary>
    public static DataObject Step(DataObject reference, DataObject activity) =>
        When(DataObject.Of(("required", List(["ref"]))), reference, activity).With("type", "object");

    private static DataObject Pauses =>
        Mapping(("before", Pause("before it")), ("after", Pause("after it"))).Closed().Meaning("Time in which nothing is done.");

    private static DataObject Retry =>
        Mapping(
                ("attempts", Type("integer", "How often it is called at most, the first included.").With("minimum", 2)),
                ("interval", Interval),
                ("backoff", Type("number", "By what each pause is longer than the one before.").With("minimum", 1).With("maximum", 100))
            )
            .Needs("attempts")
            .Closed()
            .Meaning("Calls a probe again that failed.");

    private static DataObject Until =>
        Mapping(
                ("tolerance", Reference("tolerance")),
                ("interval", Interval),
                ("timeout", ExperimentSchema.Seconds("How long it is waited for, in seconds.").With("default", 60))
            )
            .Closed()
            .Meaning("Calls a probe again until its result is within a tolerance: this one, or the probe's own.");

    private static DataObject Output =>
        AnyOf(
                Type("string", "The name of the whole answer."),
                Type("object", "Names, each with the JSON path of what it stands for.")
                    .With(
                        "additionalProperties",
                        AnyOf(
                            Type("string", "A JSON path."),
                            Mapping(
                                    ("target", Type("string", "The part of the answer that is searched, such as stdout.")),
                                    ("path", Type("string", "A JSON path.")),
                                    ("default", Any("What it is where nothing is found."))
                                )
                                .Closed()
                        )
                    )
            )
            .Meaning("Names under which later steps use what it answered.");

    private static DataObject Interval => Type("number", "The pause between two calls, in seconds.").With("minimum", 0).With("default", 1);

    private static DataObject Pause(string when) =>
        AnyOf(
                Type("number"),
                Type("string").With("pattern", @"^\$\{[\s\S]*\}$"),
                DataObject.Of(("type", List(["null", "boolean", "array", "object"])), ("deprecated", true))
            )
            .Meaning($"Seconds that pass {when}.");
}
