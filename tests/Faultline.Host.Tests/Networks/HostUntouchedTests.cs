using Faultline.Linux.Networking.Links;
using Faultline.Linux.Networking.Nftables;

namespace Faultline.Host.Tests.Networks;

public sealed class HostUntouchedTests
{
    // What the kernel itself counts or draws anew.
    private static readonly string[] s_moving =
    [
        "_count",
        "stat_refresh",
        "/route/flush",
        "stable_secret",
        "random",
        "fib_multipath_hash_seed",
    ];

    [Fact(Timeout = 60_000)]
    public async Task Faults_in_namespaces_leave_the_hosts_own_rules_queues_links_and_settings_alone()
    {
        var stop = TestContext.Current.CancellationToken;
        var before = Snapshot();

        await using (var applied = await AppliedWorld.ApplyAsync(new DropWorld("network.blackhole"), stop))
        {
            _ = await applied.Trial.ProveAsync(Abstractions.Faults.ProofMoment.During, stop);
            Snapshot().ShouldBe(before);
        }

        Snapshot().ShouldBe(before);
    }

    private static string Snapshot()
    {
        using var nft = NftConnection.Open();
        using var links = LinkConnection.Open();
        return string.Join(
            '\n',
            (IEnumerable<string>)
                [
                    .. nft.Tables().Select(table => $"{table.Table} {table.Handle}"),
                    .. nft.Tables().SelectMany(table => nft.Rules(table.Table)).Select(rule => $"{rule.Chain} {rule.Handle}"),
                    .. links.Links().Select(link => $"{link.Index} {link.Name} {link.IsUp} {link.QueueKind} {link.Mtu} {link.Master}"),
                    .. links.Queues().Select(queue => $"{queue.Link} {queue.Kind} {queue.Handle} {queue.Parent}"),
                    .. links.Addresses().Select(address => address.ToString()),
                    .. links.Routes().Select(route => route.ToString()),
                    .. Directory
                        .EnumerateFiles("/proc/sys/net", "*", SearchOption.AllDirectories)
                        .Where(path => !s_moving.Any(path.Contains))
                        .Order(StringComparer.Ordinal)
                        .Select(path => $"{path} {Text(path)}"),
                ]
        );
    }

    private static string Text(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Some can be written only.
            return "";
        }
    }
}
