using System.Globalization;
using Faultline.Abstractions.Data;

namespace Faultline.Host.Targets;

/// <summary>
/// What container runtimes have written down about their containers, read from their files: no daemon is asked. Docker, Podman and
/// CRI-O (containers/storage), containerd.
/// </summary>
/// <param name="root">The root folder: <c>/</c>.</param>
internal sealed class ContainerStates(string root = "/")
{
    private readonly List<string> _looked = [];

    /// <summary>Where was looked, and could be: for a message.</summary>
    public IReadOnlyList<string> Looked => _looked;

    /// <summary>Every container that somebody has written down.</summary>
    public IReadOnlyList<ContainerState> All()
    {
        _looked.Clear();
        return [.. Docker(), .. Storage(), .. Containerd()];
    }

    private IEnumerable<ContainerState> Docker()
    {
        foreach (var folder in Folders("var/lib/docker/containers"))
        {
            if (Json(Path.Combine(folder, "config.v2.json")) is DataObject config)
            {
                var name = config.Text("Name")?.TrimStart('/');
                yield return new ContainerState(
                    Path.GetFileName(folder),
                    name is null ? [] : [name],
                    Number((config["State"] as DataObject)?["Pid"])
                );
            }
        }
    }

    private IEnumerable<ContainerState> Storage()
    {
        var homes = Folders("home", isLooked: false)
            .Append(Below("root"))
            .Select(home => Path.Combine(home, ".local/share/containers/storage"));
        foreach (var storage in homes.Prepend(Below("var/lib/containers/storage")))
        {
            var list = Directory.Exists(storage)
                ? Directory.EnumerateDirectories(storage, "*-containers").Select(folder => Path.Combine(folder, "containers.json"))
                : [];
            foreach (var file in list)
            {
                _looked.Add(file);
                foreach (var one in (Json(file) as DataArray)?.Items.OfType<DataObject>() ?? [])
                {
                    if (one.Text("id") is { } id)
                    {
                        var names = (one["names"] as DataArray)?.Items.OfType<DataString>().Select(name => name.Value) ?? [];
                        yield return new ContainerState(id, [.. names], StoragePid(Path.GetFileName(Path.GetDirectoryName(file)!), id));
                    }
                }
            }
        }
    }

    private int? StoragePid(string driver, string id)
    {
        string[] runs =
        [
            Below("run/containers/storage"),
            .. Folders("run/user", isLooked: false).Select(user => Path.Combine(user, "containers")),
        ];
        return runs.Select(run => Pid(Path.Combine(run, driver, id, "userdata/pidfile"))).FirstOrDefault(pid => pid is not null);
    }

    private IEnumerable<ContainerState> Containerd()
    {
        foreach (var folder in Folders("run/containerd/io.containerd.runtime.v2.task").SelectMany(Directory.EnumerateDirectories))
        {
            var annotations = (Json(Path.Combine(folder, "config.json")) as DataObject)?["annotations"] as DataObject;
            string?[] names =
            [
                annotations?.Text("io.kubernetes.cri.container-name"),
                annotations?.Text("nerdctl/name"),
                // Whoever starts containers by hand chooses ids as names.
                Path.GetFileName(folder),
            ];
            yield return new ContainerState(Path.GetFileName(folder), [.. names.OfType<string>()], Pid(Path.Combine(folder, "init.pid")));
        }
    }

    private IEnumerable<string> Folders(string below, bool isLooked = true)
    {
        var path = Below(below);
        if (isLooked)
        {
            _looked.Add(path);
        }

        try
        {
            return Directory.Exists(path) ? [.. Directory.EnumerateDirectories(path)] : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private string Below(string path) => Path.Combine(root, path);

    private static DataNode? Json(string file)
    {
        try
        {
            return JsonText.Parse(File.ReadAllBytes(file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or DataSyntaxException)
        {
            // Being written, being removed, or not ours to read: whoever looks is told where was looked.
            return null;
        }
    }

    private static int? Pid(string file)
    {
        try
        {
            return int.TryParse(File.ReadAllText(file).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) && pid > 0
                ? pid
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static int? Number(DataNode? node) =>
        node is DataNumber { IsInteger: true } number && number.ToDouble() is > 0 and <= int.MaxValue ? (int)number.ToDouble() : null;
}
