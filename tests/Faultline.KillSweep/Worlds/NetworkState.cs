using System.Globalization;
using System.Text;
using Faultline.Linux.Networking.Links;
using Faultline.Linux.Networking.Namespaces;
using Faultline.Linux.Networking.Nftables;

namespace Faultline.KillSweep.Worlds;

/// <summary>All that a fault may change of a network: rules, devices, addresses, routes, queueing disciplines.</summary>
internal static class NetworkState
{
    /// <summary>Of the namespace of a name; of our own where there is none.</summary>
    public static string Read(string? name)
    {
        using var place = name is null ? NetworkNamespace.OfThisProcess() : NetworkNamespace.Named(name);
        return place.Run(Read);
    }

    /// <summary>The settings of the kernel for it, which are too many to be read often.</summary>
    public static string Settings(string name)
    {
        using var place = NetworkNamespace.Named(name);
        return place.Run(() =>
            string.Concat(
                Directory
                    .EnumerateFiles("/proc/sys/net", "*", SearchOption.AllDirectories)
                    .Order(StringComparer.Ordinal)
                    .Where(path => !Moving.Any(path.Contains))
                    .Select(path => $"{path} {Setting(path)}\n")
            )
        );
    }

    // What the kernel changes by itself.
    private static readonly string[] Moving = ["nf_conntrack_count", "stable_secret", "tcp_fastopen_key", "/route/flush"];

    private const string Queues = "/proc/thread-self/net/netfilter/nfnetlink_queue";

    private static string Setting(string path)
    {
        try
        {
            return File.ReadAllText(path).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "not readable";
        }
    }

    private static string Read()
    {
        var text = new StringBuilder();
        using (var rules = NftConnection.Open())
        {
            foreach (var table in rules.Tables())
            {
                text.Append(CultureInfo.InvariantCulture, $"table {table.Table}\n");
                foreach (var chain in rules.Chains(table.Table))
                {
                    text.Append(CultureInfo.InvariantCulture, $"  chain {chain.Name}\n");
                }

                foreach (var rule in rules.Rules(table.Table))
                {
                    text.Append(CultureInfo.InvariantCulture, $"  rule {rule.Chain} {rule.Comment} {string.Join(' ', rule.Expressions)}\n");
                }
            }
        }

        using var links = LinkConnection.Open();
        foreach (var link in links.Links())
        {
            text.Append(CultureInfo.InvariantCulture, $"link {link.Index} {link.Name}\n");
        }

        foreach (var address in links.Addresses().Select(one => one.ToString()).Order(StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $"{address}\n");
        }

        foreach (var route in links.Routes().Select(one => one.ToString()).Order(StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $"{route}\n");
        }

        foreach (var queue in links.Queues())
        {
            text.Append(CultureInfo.InvariantCulture, $"queue {queue.Link} {queue.Kind} {queue.Parent:x}\n");
        }

        // Queues of the kernel's filter that somebody reads.
        return text.Append(File.Exists(Queues) ? File.ReadAllText(Queues) : "").ToString();
    }
}
