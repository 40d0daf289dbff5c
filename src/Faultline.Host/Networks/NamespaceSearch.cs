using Faultline.Abstractions.Data;
using Faultline.Linux.Networking.Namespaces;
using Faultline.Linux.Processes;

namespace Faultline.Host.Networks;

/// <summary>Finds a network namespace again by what a record says of it (<see cref="NetworkScope.Identity"/>), wherever it is still reached from.</summary>
internal static class NamespaceSearch
{
    /// <summary>The namespace; null where it is gone. A number can be given to another namespace, a cookie can't.</summary>
    public static NetworkNamespace? Find(DataObject identity)
    {
        if (identity["inode"] is not DataNumber number || identity.Text("path") is not { } known)
        {
            return null;
        }

        var inode = (long)number.ToDouble();
        foreach (var path in Paths(known).Where(path => NetworkNamespace.InodeOf(path) == inode))
        {
            try
            {
                var network = NetworkNamespace.At(path);
                if (
                    network.Inode == inode
                    && (identity.Text("cookie") ?? network.Cookie?.ToString(System.Globalization.CultureInfo.InvariantCulture))
                        == network.Cookie?.ToString(System.Globalization.CultureInfo.InvariantCulture)
                )
                {
                    return network;
                }

                network.Dispose();
            }
            catch (IOException)
            {
                // It has ended between two looks; another path may lead there.
            }
        }

        return null;
    }

    private static IEnumerable<string> Paths(string known)
    {
        yield return known;
        yield return "/proc/self/ns/net";
        if (Directory.Exists(NetworkNamespace.NamesFolder))
        {
            foreach (var path in Directory.EnumerateFiles(NetworkNamespace.NamesFolder))
            {
                yield return path;
            }
        }

        foreach (var pid in ProcessTable.Ids())
        {
            yield return $"/proc/{pid}/ns/net";
        }
    }
}
