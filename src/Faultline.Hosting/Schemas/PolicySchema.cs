using Faultline.Abstractions.Data;
using static Faultline.Hosting.Schemas.Schema;

namespace Faultline.Hosting.Schemas;

/// <summary>The schema of a file of policies.</summary>
internal static class PolicySchema
{
    public static DataObject Of() =>
        DataObject
            .Of(("$schema", Dialect), ("title", "Policies"))
            .Meaning("Rules that every run keeps, or is refused.")
            .With("anyOf", DataArray.Of([Policies, Mapping(("policies", Policies)).Needs("policies").Closed()]))
            .With("$defs", DataObject.Of(("policy", Policy)));

    private static DataObject Policies => ListOf(Reference("policy")).With("minItems", 1);

    private static DataObject Policy =>
        Mapping(
                ("name", Text("By which a refusal is known.")),
                ("allowed", Subjects("What may be touched; everything else may not.")),
                ("denied", Subjects("What may not be touched.")),
                (
                    "limits",
                    Mapping(
                            ("share", Any("The greatest share of what does the same work, in per cent.")),
                            ("targets", Type("integer", "The most targets of a run.")),
                            ("duration", Any("The longest that a run may take."))
                        )
                        .Closed()
                        .Meaning("How much, at most.")
                ),
                ("forbidden", Texts("Functions and programs that are not called; * stands for anything.")),
                (
                    "required",
                    Mapping(
                            ("labels", Type("object", "Labels that every target has.")),
                            ("tags", Texts("Tags that the document has.")),
                            ("contributions", Type("object", "Contributions that the document has.")),
                            ("rollbacks", Type("boolean", "Whether it has rollbacks."))
                        )
                        .Closed()
                        .Meaning("What targets and documents must have.")
                ),
                (
                    "times",
                    Mapping(
                            ("zone", Text("The time zone, such as Europe/Berlin.")),
                            ("days", Texts("Days, or ranges such as mon-fri.")),
                            ("hours", Any("Hours, such as 09:00-17:00.")),
                            ("except", Texts("Dates on which nothing is run, or ranges such as 2026-12-24..2027-01-01."))
                        )
                        .Needs("zone")
                        .Closed()
                        .Meaning("When runs may begin.")
                ),
                ("opaque-actions", Words("allowed", "refused").Meaning("What holds for actions whose targets nobody knows."))
            )
            .Needs("name")
            .Closed();

    private static DataObject Subjects(string description) =>
        Mapping(
                ("namespaces", Texts("Namespaces.")),
                ("clusters", Texts("Clusters.")),
                ("accounts", Texts("Accounts.")),
                ("hosts", Texts("Hosts."))
            )
            .Closed()
            .Meaning(description);

    private static DataObject Texts(string description) => AnyOf(ListOf(Type("string")), Type("string")).Meaning(description);
}
