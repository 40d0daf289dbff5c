using System.Text;
using Faultline.Abstractions.Data;
using Faultline.Lab.Objects;

namespace Faultline.Lab.Workloads.Running;

/// <summary>The files of the volumes that are made from objects: config maps, secrets, the pod itself.</summary>
internal static class VolumeFiles
{
    private const int DefaultMode = 0b110_100_100;

    /// <summary>The files by name; null where the volume is no such one.</summary>
    /// <exception cref="ContainerSpecException">What it is made from is not there.</exception>
    public static Dictionary<string, VolumeFile>? Of(ObjectStore store, DataObject pod, DataNode volume)
    {
        if (volume.At("projected") is { } projected)
        {
            var all = new Dictionary<string, VolumeFile>(StringComparer.Ordinal);
            foreach (var source in projected.ItemsAt("sources"))
            {
                foreach (var (name, file) in From(store, pod, source, ModeOf(projected, null)) ?? [])
                {
                    all[name] = file;
                }
            }

            return all;
        }

        return From(store, pod, volume, DefaultMode);
    }

    private static Dictionary<string, VolumeFile>? From(ObjectStore store, DataObject pod, DataNode source, long mode) =>
        source.At("configMap") is { } configMap
            ? Pick(configMap, ObjectData.ConfigMap(store, pod.Namespace(), configMap.TextAt("name") ?? "", IsOptional(configMap)), mode)
        : source.At("secret") is { } secret
            ? Pick(
                secret,
                ObjectData.Secret(store, pod.Namespace(), secret.TextAt("secretName") ?? secret.TextAt("name") ?? "", IsOptional(secret)),
                mode
            )
        : source.At("downwardAPI") is { } downward
            ? downward
                .ItemsAt("items")
                .ToDictionary(
                    item => item.TextAt("path") ?? "",
                    item => new VolumeFile(Encoding.UTF8.GetBytes(PodFields.Of(pod, item)), (UnixFileMode)ModeOf(downward, item)),
                    StringComparer.Ordinal
                )
        : null;

    private static bool IsOptional(DataNode source) => source.IsTrueAt("optional");

    private static Dictionary<string, VolumeFile> Pick(DataNode source, Dictionary<string, byte[]> data, long mode)
    {
        var items = source.ItemsAt("items");
        if (items.Count == 0)
        {
            return data.ToDictionary(
                pair => pair.Key,
                pair => new VolumeFile(pair.Value, (UnixFileMode)(source.NumberAt("defaultMode") ?? mode)),
                StringComparer.Ordinal
            );
        }

        var picked = new Dictionary<string, VolumeFile>(StringComparer.Ordinal);
        foreach (var item in items)
        {
            var key = item.TextAt("key") ?? "";
            if (data.TryGetValue(key, out var content))
            {
                picked[item.TextAt("path") ?? key] = new VolumeFile(content, (UnixFileMode)(item.NumberAt("mode") ?? ModeOf(source, null)));
            }
            else if (!IsOptional(source))
            {
                throw new ContainerSpecException("FailedMount", $"references non-existent config key: {key}");
            }
        }

        return picked;
    }

    private static long ModeOf(DataNode source, DataNode? item) => item.NumberAt("mode") ?? source.NumberAt("defaultMode") ?? DefaultMode;
}
