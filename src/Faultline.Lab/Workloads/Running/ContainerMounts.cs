using System.Text.RegularExpressions;
using Faultline.Abstractions.Data;
using Faultline.Lab.Objects;

namespace Faultline.Lab.Workloads.Running;

/// <summary>Where a container has a volume.</summary>
/// <param name="Volume">The volume's name.</param>
/// <param name="Path">Where it is mounted, without the slash at the beginning.</param>
/// <param name="SubPath">The part of the volume, where only a part is meant.</param>
internal sealed record ContainerMount(string Volume, string Path, string? SubPath);

/// <summary>
/// The mounts of containers. A process of the lab sees the machine's files, since mounts are for root alone: instead, the paths of
/// volumes in its command, its arguments and its variables are given as the paths at which the files really are.
/// </summary>
internal static class ContainerMounts
{
    /// <summary>The mounts, outer ones first.</summary>
    public static IReadOnlyList<ContainerMount> Of(DataNode container) =>
        [
            .. container
                .ItemsAt("volumeMounts")
                .Select(mount => new ContainerMount(
                    mount.TextAt("name") ?? "",
                    (mount.TextAt("mountPath") ?? "").Trim('/'),
                    mount.TextAt("subPath")
                ))
                .Where(mount => mount.Path.Length > 0)
                .OrderBy(mount => mount.Path.Length),
        ];

    /// <summary>What turns the paths of a container's volumes, wherever they stand in a text, into real ones.</summary>
    /// <param name="container">The container.</param>
    /// <param name="root">The folder that stands for its root.</param>
    public static Func<string, string> Rewriting(DataNode container, string root)
    {
        var paths = Of(container).Reverse().Select(mount => Regex.Escape(mount.Path)).ToList();
        if (paths.Count == 0)
        {
            return static text => text;
        }

        // A path begins where none goes on before it, and ends where none goes on after it.
        var pattern = new Regex($"(?<![\\w./~-])/(?<path>{string.Join('|', paths)})(?![\\w.-])", RegexOptions.CultureInvariant);
        return text => pattern.Replace(text, match => Path.Combine(root, match.Groups["path"].Value));
    }
}
