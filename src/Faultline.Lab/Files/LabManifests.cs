using System.Collections.Immutable;
using Faultline.Abstractions.Data;
using Faultline.Documents;
using Faultline.Lab.Objects;

namespace Faultline.Lab.Files;

/// <summary>The objects of a lab file's manifests.</summary>
internal static class LabManifests
{
    /// <summary>The manifests, in the order in which their objects are to be created.</summary>
    /// <exception cref="LabException">Some of them can't be in a lab; the message names every one.</exception>
    public static ImmutableArray<LabManifest> Read(LabFile file)
    {
        var problems = new List<string>();
        var objects = new List<LabManifest>();
        foreach (var document in Inline(file).Concat(file.Documents).Where(document => document.Content is not DataNull))
        {
            var place = $"{document.File ?? "lab file"}({document.Content.Position})";
            if (Problem(file, document.Content) is { } problem)
            {
                problems.Add($"{place}: {problem}");
            }
            else
            {
                objects.Add(new(KindOf(document.Content), (DataObject)document.Content, place));
            }
        }

        // Those of unknown kinds come last: by then a definition may have made them known.
        return problems.Count == 0
            ? [.. objects.OrderBy(one => one.Kind is null ? int.MaxValue : ResourceKinds.All.IndexOf(one.Kind))]
            : throw new LabException($"The lab '{file.Name}' can't be started:\n{string.Join('\n', problems)}");
    }

    /// <summary>What keeps a manifest from being in a lab; null where nothing does.</summary>
    public static string? Problem(LabFile file, DataNode document)
    {
        var (apiVersion, name) = (document.TextAt("apiVersion"), document.TextAt("kind"));
        if (KindOf(document) is null && !IsCustom(file, apiVersion, name))
        {
            var known = string.Join(", ", ResourceKinds.All.Select(one => one.Kind).Order(StringComparer.Ordinal));
            return $"a lab has no objects of the kind '{name}' ({apiVersion}); it has {known}.";
        }

        var pod = name == "Pod" ? document : document.At("spec", "template");
        var missing = ((DataNode[])[.. pod.ItemsAt("spec", "initContainers"), .. pod.ItemsAt("spec", "containers")])
            .Select(one => one.TextAt("image"))
            .FirstOrDefault(image => image is not null && !file.Programs.ContainsKey(image));
        return missing is null ? null : $"the image '{missing}' has no program; add it under 'programs'.";
    }

    private static ResourceKind? KindOf(DataNode document) => ResourceKinds.Find(document.TextAt("apiVersion"), document.TextAt("kind"));

    private static bool IsCustom(LabFile file, string? apiVersion, string? kind) =>
        file
            .Documents.Select(document => document.Content)
            .Any(definition =>
                definition.TextAt("kind") == "CustomResourceDefinition"
                && definition.TextAt("spec", "names", "kind") == kind
                && apiVersion?.StartsWith(definition.TextAt("spec", "group") + "/", StringComparison.Ordinal) == true
            );

    private static IEnumerable<LabDocument> Inline(LabFile file)
    {
        try
        {
            return YamlText.ParseAll(file.Manifests).Select(document => new LabDocument("manifests", document));
        }
        catch (DataSyntaxException e)
        {
            throw new LabException($"The manifests of the lab '{file.Name}' can't be read at {e.Position}: {e.Message}.");
        }
    }
}

/// <summary>A manifest that can be in a lab.</summary>
/// <param name="Kind">Its kind; null where a definition among the manifests has yet to make it known.</param>
/// <param name="Content">The manifest.</param>
/// <param name="Place">Where it stands.</param>
internal sealed record LabManifest(ResourceKind? Kind, DataObject Content, string Place);
