using Faultline.Abstractions.Data;
using static Faultline.Hosting.Schemas.Schema;

namespace Faultline.Hosting.Schemas;

/// <summary>The schema of a lab file.</summary>
internal static class LabSchema
{
    public static DataObject Of() =>
        new([
            .. DataObject.Of(("$schema", Dialect), ("title", "Lab")).Meaning("A lab: an application on one machine.").Members,
            .. Mapping(
                    ("apiVersion", DataObject.Of(("const", "faultline/v1"))),
                    ("kind", DataObject.Of(("const", "Lab"))),
                    ("name", Type("string", "Its name, a DNS label.").With("pattern", "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$")),
                    ("nodes", AnyOf(Type("integer").With("minimum", 1), ListOf(Node)).Meaning("How many nodes, or which.")),
                    ("restartDelay", Duration("How long a pod that replaces a lost one, or a container that is started again, takes.")),
                    ("podEvictionTimeout", Duration("How long pods stay bound to a node that is gone.")),
                    ("noEndpoint", Words("refuse", "blackhole", "hang").Meaning("What services without ready pods do.")),
                    ("seed", Type("integer", "Decides the names of pods; left out, chance does.")),
                    ("programs", Type("object", "What stands for the images of the manifests.").With("additionalProperties", Program)),
                    (
                        "manifests",
                        ListOf(AnyOf(Type("string", "A file or a pattern."), Type("object", "A manifest.")))
                            .Meaning("The application, from the lab file's folder.")
                    )
                )
                .Needs("name", "manifests")
                .Closed()
                .Members,
        ]);

    private static DataObject Node =>
        Mapping(("name", Type("string")), ("labels", Type("object").With("additionalProperties", Type("string")))).Needs("name").Closed();

    private static DataObject Program =>
        AnyOf(
            Type("null"),
            Mapping(
                    ("command", ListOf(Type("string")).Meaning("The program and its first arguments.")),
                    ("env", Type("object", "Variables of its environment.")),
                    ("folder", Type("string", "Where it starts."))
                )
                .Closed()
        );

    private static DataObject Duration(string description) => Type("string", description + " Such as 500ms, 10s or 2m.");
}
