using Faultline.Abstractions.Data;
using static Faultline.Hosting.Schemas.Schema;

namespace Faultline.Hosting.Schemas;

/// <summary>The schemas of controls.</summary>
internal static class ControlSchemas
{
    /// <summary>An entry of a list of controls: its declaration, or a reference to one.</summary>
    public static DataObject Control { get; } =
        When(
                DataObject.Of(("required", List(["ref"]))),
                Mapping(("ref", Type("string", "The name of a control of the experiment."))),
                Declaration.Needs("name", "provider")
            )
            .With("type", "object");

    /// <summary>A control, whose name may stand before it.</summary>
    public static DataObject Declaration =>
        Mapping(
                ("name", Any("Its name.")),
                (
                    "provider",
                    Mapping(
                            ("type", Type("string", "Where it is: python.")),
                            ("module", Text("The module of its hooks.")),
                            ("arguments", Any("What every hook is given, by name.")),
                            ("secrets", Any("The groups of secrets that it gets."))
                        )
                        .Needs("type")
                        .All(When(Has("type", "python"), DataObject.Of(("required", List(["module"])))))
                        .Meaning("What is called.")
                ),
                ("scope", Words("before", "after").Meaning("Whether only one of the two hooks is called.")),
                ("automatic", Any("Whether it is called for what stands below, too.").With("default", true)),
                ("ref", Any("The name of a control of the experiment."))
            )
            .Closed();
}
