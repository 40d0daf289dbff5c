using Faultline.Abstractions.Data;
using Faultline.Lab.Objects;

namespace Faultline.Lab.Workloads.Running;

/// <summary>
/// The files of one pod. A container has a folder that stands for its root and is its working folder; a volume that is mounted at
/// <c>/etc/app</c> is a link <c>etc/app</c> there.
/// <code>
/// volumes/NAME      what the pod's containers share
/// roots/CONTAINER   the container's root: etc/app -> ../../volumes/NAME
/// </code>
/// </summary>
internal sealed class PodFolder(string path, ObjectStore store, PodFolders folders)
{
    private readonly Lock _lock = new();

    /// <summary>The folder that stands for a container's root.</summary>
    public string RootOf(string container) => Path.Combine(path, "roots", container);

    /// <summary>Makes the volumes, and the roots of the containers with links to them.</summary>
    /// <exception cref="ContainerSpecException">A volume can't be had.</exception>
    public void Prepare(DataObject pod)
    {
        lock (_lock)
        {
            try
            {
                var volumes = pod.ItemsAt("spec", "volumes").ToDictionary(one => one.TextAt("name") ?? "", one => Fill(pod, one));
                foreach (var container in (DataNode[])[.. pod.ItemsAt("spec", "initContainers"), .. pod.ItemsAt("spec", "containers")])
                {
                    Link(container, volumes);
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new ContainerSpecException("FailedMount", e.Message);
            }
        }
    }

    /// <summary>Writes the files of config maps and secrets again, where they have changed.</summary>
    public void Refresh(DataObject pod)
    {
        lock (_lock)
        {
            foreach (var volume in pod.ItemsAt("spec", "volumes"))
            {
                try
                {
                    if (VolumeFiles.Of(store, pod, volume) is { } files)
                    {
                        Write(VolumeFolder(volume), files);
                    }
                }
                catch (Exception e) when (e is ContainerSpecException or IOException)
                {
                    // What is gone stays as it was last, as in a cluster.
                }
            }
        }
    }

    /// <summary>Removes everything of the pod.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            Delete(path);
        }
    }

    internal static void Delete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // It was never made.
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A process that left its group still writes there; the lab's end tries again.
        }
    }

    private string VolumeFolder(DataNode volume) => Path.Combine(path, "volumes", volume.TextAt("name") ?? "");

    private string Fill(DataObject pod, DataNode volume)
    {
        var folder = VolumeFolder(volume);
        if (volume.TextAt("hostPath", "path") is { } host)
        {
            return host;
        }

        if (volume.TextAt("persistentVolumeClaim", "claimName") is { } claim)
        {
            if (store.Get(new ObjectKey(ResourceKinds.PersistentVolumeClaim, pod.Namespace(), claim)) is null)
            {
                throw new ContainerSpecException("FailedMount", $"persistentvolumeclaim \"{claim}\" not found");
            }

            folder = folders.Claim(pod.Namespace(), claim);
        }

        Directory.CreateDirectory(folder);
        if (VolumeFiles.Of(store, pod, volume) is { } files)
        {
            Write(folder, files);
        }

        return folder;
    }

    private static void Write(string folder, Dictionary<string, VolumeFile> files)
    {
        foreach (var (name, file) in files)
        {
            var target = Path.Combine(folder, name);
            if (File.Exists(target) && File.ReadAllBytes(target).AsSpan().SequenceEqual(file.Content))
            {
                continue;
            }

            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            var temporary = target + ".new";
            File.WriteAllBytes(temporary, file.Content);
            File.SetUnixFileMode(temporary, file.Mode);
            File.Move(temporary, target, overwrite: true);
        }

        foreach (var left in Directory.EnumerateFiles(folder).Where(one => !files.ContainsKey(Path.GetFileName(one))))
        {
            File.Delete(left);
        }
    }

    private void Link(DataNode container, Dictionary<string, string> volumes)
    {
        var root = RootOf(container.TextAt("name") ?? "");
        Directory.CreateDirectory(root);
        foreach (var mount in ContainerMounts.Of(container))
        {
            if (!volumes.TryGetValue(mount.Volume, out var target))
            {
                throw new ContainerSpecException("FailedMount", $"the pod has no volume '{mount.Volume}'");
            }

            if (mount.SubPath is { Length: > 0 } sub)
            {
                target = Path.Combine(target, sub);
                if (!Path.Exists(target))
                {
                    Directory.CreateDirectory(target);
                }
            }

            var link = Path.Combine(root, mount.Path);
            Directory.CreateDirectory(Path.GetDirectoryName(link)!);
            if (!Path.Exists(link))
            {
                Directory.CreateSymbolicLink(link, target);
            }
        }
    }
}
