using Faultline.Abstractions.Data;

namespace Faultline.Lab.Objects.Custom;

/// <summary>What a custom resource definition may say, and what it gets.</summary>
internal static class DefinitionRules
{
    /// <summary>Keeps a definition until its objects are gone.</summary>
    public const string Finalizer = "customresourcecleanup.apiextensions.k8s.io";

    /// <summary>What is wrong with a definition.</summary>
    public static IEnumerable<Cause> Problems(DataObject definition)
    {
        var (group, plural) = (definition.TextAt("spec", "group") ?? "", definition.TextAt("spec", "names", "plural") ?? "");
        if (definition.Name() != $"{plural}.{group}")
        {
            yield return Cause.Invalid("metadata.name", definition.Name(), "must be spec.names.plural+\".\"+spec.group");
        }

        foreach (
            var field in (string[][])
                [
                    ["group"],
                    ["scope"],
                    ["names", "kind"],
                    ["names", "plural"],
                ]
        )
        {
            if (string.IsNullOrEmpty(definition.TextAt(["spec", .. field])))
            {
                yield return Cause.Required("spec." + string.Join('.', field));
            }
        }

        if (definition.TextAt("spec", "scope") is { Length: > 0 } scope && scope is not ("Namespaced" or "Cluster"))
        {
            yield return Cause.NotSupported("spec.scope", scope, "Cluster", "Namespaced");
        }

        var versions = definition.ItemsAt("spec", "versions");
        if (versions.Count(version => version.IsTrueAt("storage")) != 1)
        {
            yield return Cause.Invalid(
                "spec.versions",
                definition.At("spec", "versions"),
                "must have exactly one version marked as storage version"
            );
        }

        for (var i = 0; i < versions.Count; i++)
        {
            if (versions[i].At("schema", "openAPIV3Schema") is not { } schema)
            {
                yield return Cause.Required($"spec.versions[{i}].schema.openAPIV3Schema", "schemas are required");
            }
            else if (schema.TextAt("type") != "object")
            {
                yield return Cause.Invalid(
                    $"spec.versions[{i}].schema.openAPIV3Schema.type",
                    schema.TextAt("type") ?? "",
                    "must be object at the root"
                );
            }
        }

        if (definition.TextAt("spec", "conversion", "strategy") is { } strategy and not "None")
        {
            yield return Cause.NotSupported("spec.conversion.strategy", strategy, "None");
        }
    }

    /// <summary>The definition with the names that follow from others, and accepted.</summary>
    public static DataObject Accept(DataObject definition, DateTimeOffset now)
    {
        var kind = definition.TextAt("spec", "names", "kind") ?? "";
        var named = definition
            .PutDefault(kind.ToLowerInvariant(), "spec", "names", "singular")
            .PutDefault(kind + "List", "spec", "names", "listKind");
        var stored = definition.ItemsAt("spec", "versions").First(version => version.IsTrueAt("storage")).TextAt("name") ?? "";
        var before = definition.WordsAt("status", "storedVersions");
        var time =
            (definition.ItemsAt("status", "conditions") is [var first, ..] ? first.TextAt("lastTransitionTime") : null)
            ?? KubernetesTime.Seconds(now);
        DataObject Condition(string type, string reason, string message) =>
            DataObject.Of(("lastTransitionTime", time), ("message", message), ("reason", reason), ("status", "True"), ("type", type));
        return named.With(
            "status",
            DataObject.Of(
                ("acceptedNames", named.At("spec", "names")!),
                (
                    "conditions",
                    DataArray.Of([
                        Condition("NamesAccepted", "NoConflicts", "no conflicts found"),
                        Condition("Established", "InitialNamesAccepted", "the initial names have been accepted"),
                    ])
                ),
                ("storedVersions", Tree.List(before.Append(stored).Distinct()))
            )
        );
    }
}
