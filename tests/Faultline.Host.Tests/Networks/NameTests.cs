using System.Net;
using Faultline.Abstractions.Faults;
using Faultline.Host.Networks.Names;
using Faultline.Linux.Networking.Namespaces;
using Faultline.TestKit;

namespace Faultline.Host.Tests.Networks;

public sealed class NameTests : IAsyncDisposable
{
    private readonly DropWorld? _world;
    private readonly NameServer? _server;

    public NameTests()
    {
        if (NamespacePair.WhyNot() is not null)
        {
            return;
        }

        _world = new DropWorld("network.blackhole", ("hostname", "^control.test,shop.test"));
        _world.MakeAsync(CancellationToken.None).GetAwaiter().GetResult();
        Directory.CreateDirectory(Folder);
        File.WriteAllText(
            Path.Combine(Folder, "resolv.conf"),
            $"nameserver {NamespacePair.FarAddressAt(3)}\nsearch test\noptions timeout:5 attempts:1\n"
        );
        File.WriteAllText(Path.Combine(Folder, "hosts"), "10.99.0.77 written # by hand\n::1 written\n");
        _server = new NameServer(_world.Pair.Far, NamespacePair.FarAddressAt(3));
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private NamespacePair Pair => _world!.Pair;

    private string Folder => $"/etc/netns/{Pair.Near}";

    [Fact(Timeout = 60_000)]
    public async Task A_name_means_all_its_addresses_and_those_that_it_gets_while_the_fault_lasts()
    {
        var server = Server();
        server.Set("control.test", "10.99.0.3");
        server.Set("shop.test", "10.99.0.2", "10.99.0.3", "fd99::2");
        await using var applied = await ApplyAsync();
        Traffic.Datagrams(Pair.Near, Pair.Far, NamespacePair.FarAddress).ShouldBe(0);
        Traffic.Datagrams(Pair.Near, Pair.Far, NamespacePair.FarAddress6).ShouldBe(0);
        Traffic.Datagrams(Pair.Near, Pair.Far, NamespacePair.FarAddressAt(1), expected: 10).ShouldBe(10);
        Traffic.Datagrams(Pair.Near, Pair.Far, NamespacePair.FarAddress6At(1), expected: 10).ShouldBe(10);

        server.Set("shop.test", "fd99::3");
        await Poll.UntilAsync(() => applied.Lines.Count == 10, Stop);

        Traffic.Datagrams(Pair.Near, Pair.Far, NamespacePair.FarAddress6At(1)).ShouldBe(0);
        Traffic.Datagrams(Pair.Near, Pair.Far, NamespacePair.FarAddress).ShouldBe(0, "what was found stays");
        applied.Lines.ShouldBe([
            "Whitelisting all egress traffic to 10.99.0.3",
            "Dropping all egress traffic to 10.99.0.2",
            "Dropping all egress traffic to 10.99.0.3",
            "Dropping all egress traffic to fd99::2",
            "Whitelisting all ingress traffic from 10.99.0.3",
            "Dropping all ingress traffic from 10.99.0.2",
            "Dropping all ingress traffic from 10.99.0.3",
            "Dropping all ingress traffic from fd99::2",
            "Dropping all egress traffic to fd99::3",
            "Dropping all ingress traffic from fd99::3",
        ]);
    }

    [Fact(Timeout = 60_000)]
    public async Task An_excluded_name_that_moves_is_spared_where_it_is_now()
    {
        var server = Server();
        server.Set("control.test", "10.99.0.3");
        server.Set("shop.test", "10.99.0.2", "10.99.0.4");
        await using var applied = await ApplyAsync();
        Traffic.Datagrams(Pair.Near, Pair.Far, NamespacePair.FarAddress).ShouldBe(0);

        server.Set("control.test", "10.99.0.2");
        await Poll.UntilAsync(() => applied.Lines.Contains("Whitelisting all egress traffic to 10.99.0.2"), Stop);

        Traffic.Datagrams(Pair.Near, Pair.Far, NamespacePair.FarAddress, expected: 10).ShouldBe(10);
        Traffic.Datagrams(Pair.Near, Pair.Far, NamespacePair.FarAddressAt(2)).ShouldBe(0);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_server_that_fails_meanwhile_changes_nothing_and_is_told_of_once()
    {
        var server = Server();
        server.Set("control.test", "10.99.0.3");
        server.Set("shop.test", "10.99.0.2");
        await using var applied = await ApplyAsync();

        server.IsBroken = true;
        var asked = server.Questions;
        await Poll.UntilAsync(() => server.Questions > asked + 20, Stop);

        Traffic.Datagrams(Pair.Near, Pair.Far, NamespacePair.FarAddress).ShouldBe(0);
        applied.Lines.Count(line => line.Contains("can't be resolved just now", StringComparison.Ordinal)).ShouldBe(2);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_name_without_an_address_is_refused_and_an_excluded_one_is_not()
    {
        var server = Server();
        server.Set("shop.test", "10.99.0.2");
        await using (var applied = await ApplyAsync())
        {
            applied.Lines[0].ShouldBe("Dropping all egress traffic to 10.99.0.2");
        }

        server.Set("shop.test");
        (await Should.ThrowAsync<FaultRefusedException>(ApplyAsync)).Message.ShouldBe("'shop.test' can't be resolved: it has no address");
        server.IsBroken = true;
        var refused = (await Should.ThrowAsync<FaultRefusedException>(ApplyAsync)).Message;
        refused.ShouldContain("'control.test' can't be resolved");
        refused.ShouldContain("10.99.0.5:53 answered SERVFAIL");
    }

    [Fact(Timeout = 60_000)]
    public async Task Names_are_resolved_as_the_namespace_does()
    {
        var server = Server();
        server.Set("short.test", "10.99.0.2", "fd99::2");
        server.Set("many.test", [.. Enumerable.Range(1, 30).Select(one => $"10.98.0.{one}")]);
        using var network = NetworkNamespace.Named(Pair.Near);
        var resolver = new NamespaceResolver(network, Folder + "/hosts", Folder + "/resolv.conf", new Random(1), TimeProvider.System);

        (await resolver.LookUpAsync("short", Stop)).Addresses.ShouldBe([IPAddress.Parse("10.99.0.2"), IPAddress.Parse("fd99::2")]);
        (await resolver.LookUpAsync("many.test", Stop)).Addresses.Length.ShouldBe(30);
        (await resolver.LookUpAsync("written", Stop)).Addresses.ShouldBe([IPAddress.Parse("10.99.0.77"), IPAddress.IPv6Loopback]);
        (await resolver.LookUpAsync("localhost", Stop)).Addresses.ShouldContain(IPAddress.Loopback);
        var none = await resolver.LookUpAsync("nowhere.test", Stop);
        (none.Addresses.Length, none.Failure).ShouldBe((0, null));
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
            Directory.Delete(Folder, recursive: true);
            if (Directory.Exists("/etc/netns") && !Directory.EnumerateFileSystemEntries("/etc/netns").Any())
            {
                Directory.Delete("/etc/netns");
            }

            await _world!.DisposeAsync();
        }
    }

    private NameServer Server()
    {
        Assert.SkipWhen(_server is null, NamespacePair.WhyNot() ?? "");
        return _server!;
    }

    private Task<AppliedWorld> ApplyAsync() => AppliedWorld.ApplyAsync(_world!, Stop, isOurs: false);
}
