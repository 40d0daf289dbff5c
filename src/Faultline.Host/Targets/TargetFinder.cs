using System.Collections.Immutable;
using System.Globalization;
using Faultline.Abstractions;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Faults;
using Faultline.Host.Processes;
using Faultline.Linux;
using Faultline.Linux.Cgroups;
using Faultline.Linux.Processes;

namespace Faultline.Host.Targets;

/// <summary>Finds the place that an activity's <c>target</c> names.</summary>
/// <param name="containers">What container runtimes have written down.</param>
/// <param name="namespaces">The folder of named network namespaces.</param>
internal sealed class TargetFinder(ContainerStates containers, string namespaces = "/run/netns")
{
    private static readonly ImmutableArray<string> Types = ["host", "process", "cgroup", "container", "netns"];

    /// <summary>Finds targets on this host.</summary>
    public static TargetFinder OfThisHost { get; } = new(new ContainerStates());

    /// <summary>The place of a fault.</summary>
    /// <exception cref="FaultRefusedException">There is none, or it can't be told which is meant.</exception>
    public Place Find(FaultContext context) => Find(context.Target, context.Seed);

    /// <summary>The place that a target names.</summary>
    /// <param name="target">The activity's <c>target</c>.</param>
    /// <param name="seed">From which chance is drawn where several fit.</param>
    /// <exception cref="FaultRefusedException">There is none, or it can't be told which is meant.</exception>
    public Place Find(DataObject target, int seed) =>
        (target["type"] as DataString)?.Value switch
        {
            null when target.Members.Length == 0 => Host(),
            "host" => Only(target, "type") ?? Host(),
            "process" => Only(
                target,
                "type",
                "pid",
                "name",
                "exact",
                "full",
                "user",
                "group",
                "newest",
                "oldest",
                "children",
                "count",
                "percent"
            ) ?? OfProcesses(target, seed),
            "cgroup" => Only(target, "type", "path") ?? OfCgroup(Needed(target, "path")),
            "container" => Only(target, "type", "name") ?? OfContainer(Needed(target, "name")),
            "netns" => Only(target, "type", "name") ?? OfNamespace(Needed(target, "name")),
            null => throw new FaultRefusedException("the target has no 'type'", $"Give one of {string.Join(", ", Types)}."),
            var type => throw new FaultRefusedException(
                $"there is no type of target '{type}'",
                Suggestion.Sentence(type, Types) ?? $"Give one of {string.Join(", ", Types)}."
            ),
        };

    /// <summary>
    /// The place of a record (<see cref="Place.Identity"/>), if it is still there: the same processes, the same container even where
    /// its processes are others, the same group, the same namespace. Null where it is gone.
    /// </summary>
    public Place? FindAgain(DataObject identity)
    {
        try
        {
            switch (identity.Text("type"))
            {
                case "host":
                    return Host();
                case "process":
                    var left = Identities(identity).Where(one => ProcessTable.Find(one) is not null).ToList();
                    return left.Count == 0 ? null : Processes([.. left], identity.Text("words") ?? "the processes");
                case "cgroup":
                    var groups = CgroupHierarchies.Mounted().Find(identity.Text("path") ?? "");
                    var inodes = (identity["inodes"] as DataArray)?.Items.OfType<DataString>().Select(one => one.Value).ToHashSet() ?? [];
                    return groups.Length > 0 && groups.All(one => inodes.Contains(InodeOf(one))) ? OfCgroup(identity.Text("path")!) : null;
                case "container":
                    return OfContainer(identity.Text("id") ?? "");
                case "netns":
                    var place = OfNamespace(identity.Text("name") ?? "");
                    return place.Network().Identity.ToString() == identity.Text("inode") ? place : null;
                default:
                    return null;
            }
        }
        catch (FaultRefusedException)
        {
            return null;
        }
    }

    private static Place Host() =>
        new("this host", DataObject.Of(("type", "host")), ProcessTable.Ids, () => NetworkNamespace.Ours) { IsHost = true };

    private static Place OfProcesses(DataObject target, int seed)
    {
        var query = TargetQuery.Read(target);
        if (query.IsEmpty)
        {
            throw new FaultRefusedException("the target does not say which process", "Give 'pid', 'name' or 'user'.");
        }

        // Whoever is named by its number is meant, as a place, whoever it is: a fault that ends processes looks again.
        var chosen = query.IsOne ? query.Choose(Host().Processes(), seed) : ProcessSelection.Choose(Host(), query, seed);
        if (chosen.Count == 0)
        {
            throw new FaultRefusedException($"there is no {query.Words}", "Look with 'ps -e'.");
        }

        return Processes([.. chosen.Select(one => one.Key)], Name(chosen));
    }

    private static Place Processes(ImmutableArray<ProcessKey> identities, string words) =>
        new(
            words,
            DataObject.Of(
                ("type", "process"),
                ("words", words),
                (
                    "processes",
                    DataArray.Of(identities.Select(one => (DataNode)DataObject.Of(("pid", (long)one.Pid), ("start", one.StartTicks))))
                )
            ),
            () => identities.Where(one => ProcessTable.Find(one) is not null).Select(one => one.Pid)
        )
        {
            NamesProcesses = true,
            Leader = identities[0],
        };

    private static Place OfCgroup(string path)
    {
        var hierarchies = CgroupHierarchies.Mounted();
        var groups = hierarchies.Find(path);
        if (groups.Length == 0)
        {
            throw new FaultRefusedException(
                $"there is no control group '{path}' in {string.Join(", ", hierarchies.Mounts.DefaultIfEmpty("any hierarchy"))}",
                "Give its folder, or its path as in /proc/PID/cgroup."
            );
        }

        if (groups.Any(one => one.IsRoot))
        {
            throw new FaultRefusedException(
                $"'{path}' is the root of all control groups, which is this host",
                "Leave the target out to mean this host."
            );
        }

        return new Place(
            $"control group '{path}'",
            DataObject.Of(("type", "cgroup"), ("path", path), ("inodes", DataArray.Of(groups.Select(one => (DataNode)InodeOf(one))))),
            () => groups.SelectMany(one => one.Processes()).Distinct().Order()
        )
        {
            NamesProcesses = true,
            Cgroups = groups,
        };
    }

    private Place OfContainer(string name) => new ContainerSearch(containers).Find(name);

    private Place OfNamespace(string name)
    {
        var path = Path.Combine(namespaces, name);
        if (name.Contains('/') || name is "" or "." or ".." || !File.Exists(path) || NetworkNamespace.Find(path) is not { } network)
        {
            var known = Directory.Exists(namespaces)
                ? Directory.EnumerateFiles(namespaces).Select(Path.GetFileName).OfType<string>().ToList()
                : [];
            throw new FaultRefusedException(
                $"there is no network namespace '{name}' in {namespaces}",
                Suggestion.Sentence(name, known) ?? "Look with 'ip netns list'."
            );
        }

        return new Place(
            $"network namespace '{name}'",
            DataObject.Of(("type", "netns"), ("name", name), ("inode", network.Identity.ToString())),
            () => ProcessTable.Ids().Where(pid => NetworkNamespace.Find($"/proc/{pid}/ns/net")?.Identity == network.Identity),
            () => network
        )
        {
            NamesProcesses = true,
        };
    }

    private static string InodeOf(CgroupDirectory group) => FileIdentity.Of(group.Path)?.ToString() ?? "";

    private static IEnumerable<ProcessKey> Identities(DataObject identity) =>
        ((identity["processes"] as DataArray)?.Items.OfType<DataObject>() ?? []).Select(one => new ProcessKey(
            (int)((one["pid"] as DataNumber)?.ToDouble() ?? 0),
            (long)((one["start"] as DataNumber)?.ToDouble() ?? 0)
        ));

    private static string Name(IReadOnlyList<ProcessStat> chosen) =>
        chosen.Count == 1
            ? string.Create(CultureInfo.InvariantCulture, $"process {chosen[0].Pid} ({chosen[0].Name})")
            : string.Create(CultureInfo.InvariantCulture, $"{chosen.Count} processes: {string.Join(", ", chosen.Select(one => one.Pid))}");

    private static string Needed(DataObject target, string key) =>
        target.Text(key) is { Length: > 0 } text
            ? text
            : throw new FaultRefusedException($"the target has no '{key}', or it is no text", $"Give '{key}' beside 'type'.");

    // A key that means nothing is a target that somebody else meant. Never a place: so that it can stand before one.
    private static Place? Only(DataObject target, params string[] known)
    {
        var unknown = target.Members.Select(member => member.Key).FirstOrDefault(key => !known.Contains(key));
        return unknown is null
            ? null
            : throw new FaultRefusedException(
                $"a target of type '{target.Text("type")}' has no '{unknown}'",
                Suggestion.Sentence(unknown, known)
                    ?? $"Give any of {string.Join(", ", known.Skip(1).DefaultIfEmpty("nothing but the type"))}."
            );
    }
}
