using Faultline.Abstractions.Data;
using Faultline.Abstractions.Faults;
using Faultline.Host.Networks.Names;
using Faultline.Host.Targets;
using LinuxNamespace = Faultline.Linux.Networking.Namespaces.NetworkNamespace;

namespace Faultline.Host.Networks;

/// <summary>Where a network fault acts: a network namespace, all of it or some processes in it.</summary>
internal sealed class NetworkScope : IDisposable
{
    private const string NamesFolder = "/run/netns/";
    private const int MostLinks = 8;

    private readonly string _root;
    private readonly string? _name;

    private NetworkScope(Place place, LinuxNamespace network, string root, bool isOurs, bool isWhole)
    {
        (Place, Network, _root, IsOurs, IsWhole) = (place, network, root, isOurs, isWhole);
        _name = network.Path.StartsWith(NamesFolder, StringComparison.Ordinal) ? network.Path[NamesFolder.Length..] : null;
    }

    /// <summary>The place.</summary>
    public Place Place { get; }

    /// <summary>The namespace, held open.</summary>
    public LinuxNamespace Network { get; }

    /// <summary>Whether it is the one that we are in.</summary>
    public bool IsOurs { get; }

    /// <summary>Whether all of the namespace is meant; else only the processes of <see cref="Place"/>.</summary>
    public bool IsWhole { get; }

    /// <summary>What a person types before a command that is to run there; empty where it is ours.</summary>
    public string Prefix => IsOurs ? "" : $"nsenter --net={Network.Path} ";

    /// <summary>The namespace, for a record: what no other has, also after this one is gone.</summary>
    public DataObject Identity =>
        DataObject.Of(
            ("path", Network.Path),
            ("inode", Network.Inode),
            (
                "cookie",
                Network.Cookie is { } cookie ? cookie.ToString(System.Globalization.CultureInfo.InvariantCulture) : DataNull.Instance
            )
        );

    /// <summary>Finds it.</summary>
    /// <exception cref="FaultRefusedException">There is none, or it may not be looked into.</exception>
    public static NetworkScope Find(FaultContext context)
    {
        var place = TargetFinder.OfThisHost.Find(context);
        var seen = place.Network();
        try
        {
            var network = LinuxNamespace.At(seen.Path);
            // A container with a network of its own is that network; processes share theirs with others who are not meant.
            var isWhole =
                place.IsHost || place.Identity.Text("type") == "netns" || (place.Identity.Text("type") == "container" && !seen.IsOurs);
            return new NetworkScope(place, network, place.Root(), seen.IsOurs, isWhole);
        }
        catch (IOException exception)
        {
            throw new FaultRefusedException(exception.Message, "Run as root, or with CAP_SYS_ADMIN.");
        }
    }

    /// <summary>Looks up names as programs there do.</summary>
    public INameResolver Resolver(FaultContext context) =>
        new NamespaceResolver(Network, File("hosts"), File("resolv.conf"), new Random(context.Seed), context.Time);

    /// <inheritdoc/>
    public void Dispose() => Network.Dispose();

    // What 'ip netns exec' would put in the place of the host's files.
    private string File(string name) =>
        _name is not null && System.IO.File.Exists($"/etc/netns/{_name}/{name}") ? $"/etc/netns/{_name}/{name}" : InRoot($"/etc/{name}");

    // A link in a container leads to another file of the container, not of ours.
    private string InRoot(string path)
    {
        if (_root == "/")
        {
            return path;
        }

        for (var links = 0; links < MostLinks; links++)
        {
            if (new FileInfo(_root + path).LinkTarget is not { } target)
            {
                break;
            }

            path = Path.GetFullPath(target, Path.GetDirectoryName(path)!);
        }

        return _root + path;
    }
}
