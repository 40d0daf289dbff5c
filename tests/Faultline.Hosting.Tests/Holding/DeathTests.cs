using Faultline.Abstractions.Faults;
using Faultline.Hosting.TestHost;
using Faultline.Hosting.Undoing;

namespace Faultline.Hosting.Tests.Holding;

/// <summary>What is left when the engine of a run dies or freezes, alone or with others.</summary>
public sealed class DeathTests
{
    private const int Kill = 9;
    private const int Continue = 18;
    private const int Stop = 19;

    [Fact(Timeout = 60_000)]
    public async Task An_engine_that_is_killed_leaves_nothing()
    {
        await using var engine = new Engine();
        var ids = await engine.StartAsync("run-0002");
        engine.Text.ShouldStartWith("broken by");

        Engine.Signal(ids["engine"], Kill);

        await Engine.UntilAsync(() => engine.Text == "good");
        await Engine.UntilAsync(() => Engine.IsGone(ids["holder"]) && Engine.IsGone(ids["watchdog"]));
        engine.Undo.Runs().ShouldBeEmpty();
        var content = engine.Undo.ReadFinished("run-0002");
        (content.Effects.Single().Phase, content.Effects.Single().Message).ShouldBe((UndoPhase.Reverted, "it says what it said"));
        File.ReadAllText(Path.Combine(engine.Undo.Path, "watchdog.log"))
            .ShouldContain($"the engine (process {ids["engine"]}) ended without a farewell");
    }

    [Fact(Timeout = 60_000)]
    public async Task What_the_kernel_holds_goes_with_the_holder_also_where_the_watchdog_dies_first()
    {
        await using var engine = new Engine();
        var port = FreePort();
        var ids = await engine.StartAsync("run-0002", $$"""{"fault": "test.port", "port": {{port}}}""");
        PortFault.IsTaken(port).ShouldBeTrue();

        Engine.Signal(ids["engine"], Stop);
        Engine.Signal(ids["watchdog"], Kill);
        Engine.Signal(ids["engine"], Kill);

        await Engine.UntilAsync(() => !PortFault.IsTaken(port));
        Engine.IsGone(ids["holder"]).ShouldBeTrue();
    }

    [Fact(Timeout = 60_000)]
    public async Task What_is_left_by_an_engine_and_a_watchdog_that_were_killed_is_found_by_recover()
    {
        await using var engine = new Engine();
        var ids = await engine.StartAsync("run-0002");
        // Stopped, it has no time to replace the watchdog.
        Engine.Signal(ids["engine"], Stop);
        Engine.Signal(ids["watchdog"], Kill);
        Engine.Signal(ids["engine"], Kill);
        await Engine.UntilAsync(() => Engine.IsGone(ids["watchdog"]) && Engine.IsGone(ids["engine"]) && Engine.IsGone(ids["holder"]));
        engine.Text.ShouldStartWith("broken by");
        var recovery = Recovery(engine);

        var recovered = await recovery.RecoverAsync(recovery.Find().Single(), TestContext.Current.CancellationToken);

        (recovered.IsComplete, recovered.Effects.Single().Message, engine.Text).ShouldBe((true, "it says what it said", "good"));
        recovery.Find().ShouldBeEmpty();
    }

    [Fact(Timeout = 60_000)]
    public async Task A_frozen_engine_is_taken_for_dead_and_knows_it_when_it_thaws()
    {
        await using var engine = new Engine();
        var ids = await engine.StartAsync("run-0002");

        Engine.Signal(ids["engine"], Stop);
        await Engine.UntilAsync(() => engine.Text == "good");
        await Engine.UntilAsync(() => Engine.IsGone(ids["watchdog"]));
        Engine.IsGone(ids["holder"]).ShouldBeTrue();
        Engine.IsGone(ids["engine"]).ShouldBeFalse();
        Engine.Signal(ids["engine"], Continue);

        await Engine.UntilAsync(() => engine.Output.Contains("lost=", StringComparison.Ordinal));
        engine.Output.ShouldContain($"lost=the watchdog has taken over: the engine (process {ids["engine"]}) was silent for 1 s");
        Engine.Signal(ids["engine"], Kill);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_stopped_holder_dies_with_its_engine_all_the_same()
    {
        await using var engine = new Engine();
        var ids = await engine.StartAsync("run-0002");

        Engine.Signal(ids["holder"], Stop);
        Engine.Signal(ids["engine"], Kill);

        await Engine.UntilAsync(() => engine.Text == "good" && Engine.IsGone(ids["holder"]));
    }

    [Fact(Timeout = 60_000)]
    public async Task Signals_that_ask_to_end_do_not_end_the_watchdog()
    {
        await using var engine = new Engine();
        var ids = await engine.StartAsync("run-0002");

        foreach (var signal in (int[])[1, 2, 15, 13])
        {
            Engine.Signal(ids["watchdog"], signal);
        }

        Engine.Signal(ids["engine"], Kill);
        await Engine.UntilAsync(() => engine.Text == "good");
    }

    [Fact(Timeout = 60_000)]
    public async Task What_can_not_be_put_back_stays_on_record_with_its_commands()
    {
        await using var engine = new Engine();
        var ids = await engine.StartAsync("run-0002", $$"""{"fault": "test.file", "path": "{{engine.File}}"}""");
        File.WriteAllText(engine.File, "somebody else's");

        Engine.Signal(ids["engine"], Kill);

        await Engine.UntilAsync(() => Engine.IsGone(ids["watchdog"]));
        var left = Recovery(engine).Find().Single();
        (left.InHands, left.Effects.Single().Phase, left.Effects.Single().Message).ShouldBe(
            (null, UndoPhase.Failed, "it says 'somebody else's' now")
        );
        left.Effects.Single().ForAPerson.ShouldBe([$"restore '{engine.File}'"]);
        engine.Text.ShouldBe("somebody else's");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_revert_that_fails_is_tried_again()
    {
        await using var engine = new Engine { Limits = new() { Silence = TimeSpan.FromSeconds(1) } };
        File.WriteAllText(engine.File + ".no", "");
        var ids = await engine.StartAsync("run-0002");

        Engine.Signal(ids["engine"], Kill);
        await Engine.UntilAsync(() => engine.Log("run-0002").Effects.Single().Phase == UndoPhase.Reverting);
        engine.Text.ShouldStartWith("broken by");
        File.Delete(engine.File + ".no");

        await Engine.UntilAsync(() => engine.Text == "good");
    }

    [Fact(Timeout = 60_000)]
    public async Task Neither_role_keeps_open_what_its_starter_had_inherited()
    {
        await using var engine = new Engine();
        var ids = await engine.StartAsync("run-0002");

        foreach (var role in (string[])["holder", "watchdog"])
        {
            var open = Directory.GetFileSystemEntries($"/proc/{ids[role]}/fd").Select(path => new FileInfo(path).LinkTarget).ToList();
            open.Count(target => target == "/dev/null").ShouldBeGreaterThanOrEqualTo(3, role);
            // Of pipes there are the two of its own line, and what the runtime wakes its threads with.
            open.ShouldNotContain(target => target!.EndsWith(".log", StringComparison.Ordinal), role);
        }

        new FileInfo($"/proc/{ids["watchdog"]}/cwd").LinkTarget.ShouldBe("/");
        File.ReadAllText($"/proc/{ids["watchdog"]}/environ").ShouldNotContain("HOME=");
        File.ReadAllText($"/proc/{ids["watchdog"]}/limits").ShouldMatch(@"Max core file size\s+1\s+1\s");
        Engine.Signal(ids["engine"], Kill);
        await Engine.UntilAsync(() => Engine.IsGone(ids["watchdog"]));
    }

    [Fact(Timeout = 60_000)]
    public async Task Reversals_get_the_secrets_that_stand_on_no_disk()
    {
        await using var engine = new Engine();
        var session = await engine.HoldAsync("run-0003");
        var note = engine.File + ".note";
        var record = Some.Record("fl-note-1", "test.note") with
        {
            Run = "run-0003",
            Before = Abstractions.Data.DataObject.Of(("path", note)),
        };
        await session.KeepAsync(
            record,
            UndoPhase.Applying,
            Abstractions.Data.DataObject.Of(("word", "open sesame")),
            TestContext.Current.CancellationToken
        );
        // Another watchdog learns it too.
        var first = session.WatchdogProcess!.Id;
        Engine.Signal(first, Kill);
        await Engine.UntilAsync(() => session.WatchdogProcess!.Id != first);

        File.ReadAllText(engine.Undo.LogOf("run-0003")).ShouldNotContain("sesame");
        var watchdog = session.WatchdogProcess!.Id;
        await session.DisposeAsync();

        // What was open at the farewell is put back by the watchdog.
        await Engine.UntilAsync(() => File.Exists(note) && File.ReadAllText(note) == "undone");
        await Engine.UntilAsync(() => engine.Undo.Runs().IsEmpty && Engine.IsGone(watchdog));
    }

    private static Recovery Recovery(Engine engine) =>
        new(
            engine.Undo,
            new Hosting.Holding.FaultRoles(TestFunction.Catalogue, [], TimeProvider.System),
            Hosting.Undoing.Recovery.Limits with
            {
                Retries = TimeSpan.Zero,
            }
        );

    private static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }
}
