using System.Collections.Immutable;
using Faultline.Abstractions.Data;

namespace Faultline.Lab.Objects.Custom;

/// <summary>What a custom resource definition says, read once.</summary>
internal sealed class CustomDefinition
{
    private readonly ImmutableDictionary<string, CustomVersion> _versions;
    private readonly CustomVersion _stored;

    private CustomDefinition(ImmutableDictionary<string, CustomVersion> versions, CustomVersion stored) =>
        (_versions, _stored) = (versions, stored);

    /// <summary>The version that an apiVersion names.</summary>
    public CustomVersion In(string apiVersion) => _versions.GetValueOrDefault(apiVersion, _stored);

    /// <summary>The kind that a definition defines; null where it serves none.</summary>
    public static ResourceKind? KindOf(DataObject definition)
    {
        var (group, names) = (definition.TextAt("spec", "group") ?? "", definition.At("spec", "names"));
        var all = definition.ItemsAt("spec", "versions");
        if (all.FirstOrDefault(version => version.IsTrueAt("storage")) is not { } storage || names.TextAt("kind") is not { } kind)
        {
            return null;
        }

        var versions = all.ToImmutableDictionary(version => $"{group}/{version.TextAt("name")}", VersionOf, StringComparer.Ordinal);
        var stored = versions[$"{group}/{storage.TextAt("name")}"];
        var subresources = new List<string>();
        if (versions.Values.Any(version => version.Scale is not null))
        {
            subresources.Add("scale");
        }

        if (versions.Values.Any(version => version.HasStatus))
        {
            subresources.Add("status");
        }

        var served = all.Where(version => version.IsTrueAt("served"))
            .Select(version => new GroupVersion(group, version.TextAt("name") ?? ""));
        return new ResourceKind(group, stored.Name, kind, names.TextAt("plural") ?? "")
        {
            Singular = names.TextAt("singular") ?? kind.ToLowerInvariant(),
            ListKind = names.TextAt("listKind") ?? kind + "List",
            IsNamespaced = definition.TextAt("spec", "scope") == "Namespaced",
            ShortNames = [.. names.WordsAt("shortNames")],
            Categories = [.. names.WordsAt("categories")],
            Subresources = [.. subresources],
            IsStoredServed = storage.IsTrueAt("served"),
            AlsoServed =
            [
                .. served
                    .Where(version => version.Version != stored.Name)
                    .OrderByDescending(version => version.Version, VersionOrder.Instance),
            ],
            HasGeneration = true,
            Custom = new CustomDefinition(versions, stored),
        };
    }

    private static CustomVersion VersionOf(DataNode version)
    {
        var json = version.At("schema", "openAPIV3Schema") as DataObject;
        var scale = version.At("subresources", "scale");
        return new CustomVersion
        {
            Name = version.TextAt("name") ?? "",
            Json = json,
            Schema = CustomSchema.OfObject(json),
            HasStatus = version.At("subresources", "status") is not null,
            Scale = scale is null
                ? null
                : new ScalePaths(
                    scale.TextAt("specReplicasPath") ?? "",
                    scale.TextAt("statusReplicasPath") ?? "",
                    scale.TextAt("labelSelectorPath")
                ),
            Columns =
            [
                .. version
                    .ItemsAt("additionalPrinterColumns")
                    .Select(column => new CustomColumn(
                        column.TextAt("name") ?? "",
                        column.TextAt("type") ?? "string",
                        column.TextAt("format") ?? "",
                        column.TextAt("description") ?? "",
                        (int)(column.NumberAt("priority") ?? 0),
                        column.TextAt("jsonPath") ?? ""
                    )),
            ],
        };
    }
}
