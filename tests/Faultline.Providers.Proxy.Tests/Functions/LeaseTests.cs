using Faultline.Abstractions.Planning;

namespace Faultline.Providers.Proxy.Tests.Functions;

/// <summary>What a run creates at a server of ours belongs to a lease that the run's process holds.</summary>
public sealed class LeaseTests
{
    private const string Db = """{"proxy_name": "db", "upstream_host": "127.0.0.1", "upstream_port": 1, "listen_host": "127.0.0.1"}""";
    private const string Slow = """{"for_proxy": "db", "toxic_name": "slow", "latency": 200}""";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact(Timeout = 60_000)]
    public async Task All_that_a_run_creates_has_one_lease_and_is_gone_with_it()
    {
        await using var world = await World.StartAsync();
        await world.DoAsync("proxy.actions.create_proxy", Db);
        await world.DoAsync("toxic.actions.create_latency_toxic", Slow);
        var proxy = await world.Api.GetProxyAsync("db", Stop);
        proxy.Lease.ShouldNotBeNull();
        proxy.Toxic("slow")!.Lease.ShouldBe(proxy.Lease);

        await world.Functions.DisposeAsync();

        await GoneAsync(world, "db");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_proxy_that_a_run_disables_is_enabled_with_the_end_of_the_lease()
    {
        await using var world = await World.StartAsync();
        await world.ProxyAsync("db");
        await world.DoAsync("proxy.actions.disable_proxy", """{"proxy_name": "db"}""");
        (await world.Api.GetProxyAsync("db", Stop)).IsEnabled.ShouldBeFalse();

        await world.Functions.DisposeAsync();

        while (!(await world.Api.GetProxyAsync("db", Stop)).IsEnabled)
        {
            await Task.Delay(20, Stop);
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task What_is_meant_to_stay_has_no_lease()
    {
        await using var world = await World.StartAsync();
        world.Changes.IsUndone = false;

        await world.DoAsync("proxy.actions.create_proxy", Db);

        (await world.Api.GetProxyAsync("db", Stop)).Lease.ShouldBeNull();
    }

    [Fact(Timeout = 60_000)]
    public async Task A_lease_that_ended_meanwhile_is_followed_by_another()
    {
        await using var world = await World.StartAsync();
        await world.DoAsync("proxy.actions.create_proxy", Db);
        var first = (await world.Api.GetProxyAsync("db", Stop)).Lease!;
        await world.Api.DeleteLeaseAsync(first, Stop);

        (await world.DoAsync("proxy.actions.create_proxy", Db)).ShouldBe("true");

        (await world.Api.GetProxyAsync("db", Stop)).Lease.ShouldNotBeOneOf(first, null);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_server_of_others_is_asked_for_no_lease()
    {
        await using var world = await World.StartAsync(isOurs: false);

        (await world.DoAsync("proxy.actions.create_proxy", Db)).ShouldBe("true");

        world.LeasesSent.ShouldBeEmpty();
    }

    [Theory(Timeout = 60_000)]
    [InlineData(true, "a lease ends it when the run does, or dies")]
    [InlineData(false, "needs the network to 127.0.0.1: a Toxiproxy has no leases")]
    public async Task A_plan_says_who_takes_back_what_is_created(bool isOurs, string expected)
    {
        await using var world = await World.StartAsync(isOurs);

        var plan = await world.PlanAsync("toxic.actions.create_latency_toxic", Slow);

        plan.Targets.Single().Undo.ShouldBe($"faultline proxy toxic remove db --name slow --host {world.Url}; {expected}");
        plan.Targets.Single().Change.ShouldBe("created: latency latency=200 jitter=0, downstream");
        (await world.SeeAsync()).ShouldBeEmpty();
    }

    [Fact(Timeout = 60_000)]
    public async Task A_plan_tells_of_a_change_with_the_command_that_takes_it_back_and_changes_nothing()
    {
        await using var world = await World.StartAsync();
        await world.ProxyAsync("db");
        var before = await world.SeeAsync();

        var plan = await world.PlanAsync("proxy.actions.disable_proxy", """{"proxy_name": "db"}""");

        plan.Targets.Single()
            .Undo.ShouldBe(
                $$"""curl -fsS -X POST {{world.Url}}/proxies/db -d '{"enabled": true}'; a lease ends it when the run does, or dies"""
            );
        (await world.SeeAsync()).ShouldBe(before);
    }

    [Theory(Timeout = 60_000)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_plan_names_its_targets_where_the_server_can_t_be_asked(bool looks)
    {
        var world = await World.StartAsync();
        await world.DisposeAsync();

        var plan = await world.PlanAsync("proxy.actions.create_proxy", Db, looks);

        plan.Knowledge.ShouldBe(TargetKnowledge.Known);
        plan.Targets.Single()
            .Undo!.ShouldEndWith("needs the network to 127.0.0.1, unless a 'faultline proxy' is there, whose lease ends it");
        plan.Warnings.Length.ShouldBe(looks ? 1 : 0);
    }

    private static async Task GoneAsync(World world, string proxy)
    {
        while (await world.Api.FindProxyAsync(proxy, Stop) is not null)
        {
            await Task.Delay(20, Stop);
        }
    }
}
