using System.Collections.Immutable;
using Faultline.Abstractions.Data;
using Faultline.Documents;
using Faultline.Lab.Objects;

namespace Faultline.Lab.Files;

/// <summary>The objects of a lab file's manifests.</summary>
internal static class LabManifests
{
    /// <summary>The objects, in the order in which they are to be created.</summary>
    /// <exception cref="LabException">Some of them can't be in a lab; the message names every one.</exception>
    public static ImmutableArray<(ResourceKind Kind, DataObject Manifest)> Read(LabFile file)
    {
        var problems = new List<string>();
        var objects = new List<(ResourceKind Kind, DataObject Manifest)>();
        foreach (var document in Documents(file).Where(document => document is not DataNull))
        {
            if (Check(file, document, out var kind) is { } problem)
            {
                problems.Add($"manifests({document.Position}): {problem}");
            }
            else
            {
                objects.Add((kind!, (DataObject)document));
            }
        }

        return problems.Count == 0
            ? [.. objects.OrderBy(one => ResourceKinds.All.IndexOf(one.Kind))]
            : throw new LabException($"The lab '{file.Name}' can't be started:\n{string.Join('\n', problems)}");
    }

    private static ImmutableArray<DataNode> Documents(LabFile file)
    {
        try
        {
            return YamlText.ParseAll(file.Manifests);
        }
        catch (DataSyntaxException e)
        {
            throw new LabException($"The manifests of the lab '{file.Name}' can't be read at {e.Position}: {e.Message}.");
        }
    }

    private static string? Check(LabFile file, DataNode document, out ResourceKind? kind)
    {
        var (apiVersion, name) = (document.TextAt("apiVersion"), document.TextAt("kind"));
        kind = ResourceKinds.Find(apiVersion, name);
        if (kind is null)
        {
            var known = string.Join(", ", ResourceKinds.All.Select(one => $"{one.Kind} ({one.ApiVersion})"));
            return $"a lab has no objects of the kind '{name}' ({apiVersion}); it has {known}.";
        }

        var pod =
            kind == ResourceKinds.Pod ? document
            : kind == ResourceKinds.ReplicaSet ? document.At("spec", "template")
            : null;
        var missing = pod.ItemsAt("spec", "containers")
            .Select(one => one.TextAt("image"))
            .FirstOrDefault(image => image is not null && !file.Programs.ContainsKey(image));
        return missing is null ? null : $"the image '{missing}' has no program; add it under 'programs'.";
    }
}
