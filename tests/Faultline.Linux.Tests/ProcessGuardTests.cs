namespace Faultline.Linux.Tests;

public sealed class ProcessGuardTests
{
    [Fact(Timeout = 60_000)]
    public async Task Nothing_survives_a_starter_that_is_killed()
    {
        await using var victim = new Victim("family");
        var started = await victim.ReadyAsync();

        await victim.KillAsync();

        started.Keys.Order().ShouldBe(["child", "foreground", "grandchild", "left", "twice"]);
        await Proc.Until(() => started.Values.All(Proc.IsGone));
    }

    [Fact(Timeout = 60_000)]
    public async Task What_left_a_starter_that_ended_in_order_is_let_go()
    {
        await using var victim = new Victim("ended");
        var started = await victim.ReadyAsync();
        await victim.Completed;
        await Proc.Until(() => Proc.IsGone(started["guard"]));

        var survived = !Proc.IsGone(started["left"]);

        await Proc.KillAsync(started["left"]);
        survived.ShouldBeTrue();
    }

    [Fact(Timeout = 60_000)]
    public async Task A_guard_that_is_killed_gets_a_successor_that_knows_everybody()
    {
        await using var victim = new Victim("guardless");
        var started = await victim.ReadyAsync();

        await victim.KillAsync();

        started.Keys.Order().ShouldBe(["after", "before", "guard"]);
        await Proc.Until(() => started.Values.All(Proc.IsGone));
    }

    [Fact(Timeout = 60_000)]
    public async Task What_was_started_to_outlive_us_does()
    {
        await using var victim = new Victim("detached");
        var started = await victim.ReadyAsync();

        await victim.KillAsync();
        await Proc.Until(() => Proc.IsGone(started["child"]));
        var session = Proc.IsGone(started["detached"]) ? 0 : Proc.Session(started["detached"]);

        await Proc.KillAsync(started["detached"]);
        session.ShouldBe(started["detached"]);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_process_in_the_foreground_shares_our_streams_and_our_group()
    {
        await using var victim = new Victim("foreground");

        var status = await victim.Completed;

        var numbers = victim.Numbers();
        (status.Code, numbers["group"]).ShouldBe((7, numbers["host"]));
    }
}
