using System.Text.Json.Nodes;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Faults;
using Faultline.Host.Tests.Conformance;

namespace Faultline.Providers.Proxy.Tests.Faults;

/// <summary>What a fault of a proxy refuses, shows and says.</summary>
public sealed class ToxicFaultTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_canary_shows_what_was_asked_for_where_nobody_uses_the_proxy()
    {
        await using var scene = await ProxyScene.StartAsync();
        await using var effect = await EffectAsync(scene, "proxy.latency", """{"latency": "200ms"}""");

        var proof = await effect.ProveAsync(ProofMoment.During);

        proof.State.ShouldBe(ProofState.Present);
        proof.Seen.ShouldContain("(200 ms was asked for); no connection went through it yet");
        ((DataNumber)proof.Figures["canary_first_ms"]!).ToDouble().ShouldBeGreaterThanOrEqualTo(199);
    }

    [Fact]
    public async Task Nothing_that_went_through_it_is_said_to_the_user()
    {
        await using var scene = await ProxyScene.StartAsync();
        var effect = await EffectAsync(scene, "proxy.bandwidth", """{"rate": 1000}""");

        await effect.DisposeAsync();

        effect.Lines[^1].ShouldMatch("^No connection has gone through the toxic 'fl-[0-9a-f]+' of the proxy 'db': nothing has felt it$");
        (await effect.ProveAsync(ProofMoment.After)).Seen.ShouldEndWith("; while it was there, no connection went through it");
    }

    [Fact]
    public async Task What_went_through_it_is_counted_without_the_canary()
    {
        await using var scene = await ProxyScene.StartAsync();
        var effect = await EffectAsync(scene, "proxy.latency", """{"latency": "1ms"}""");
        using var client = await scene.ConnectAsync(Stop);
        await client.ReceiveAsync(new byte[1], Stop);

        var during = await effect.ProveAsync(ProofMoment.During);
        await effect.DisposeAsync();
        var after = await effect.ProveAsync(ProofMoment.After);

        during.Figures["connections"]!.ToString().ShouldBe("1");
        after.Figures["connections"]!.ToString().ShouldBe("1");
        after.Seen.ShouldContain("while it was there, 1 connection went through it, with ");
    }

    [Fact]
    public async Task A_toxic_that_somebody_has_changed_is_no_proof()
    {
        await using var scene = await ProxyScene.StartAsync();
        await using var effect = await EffectAsync(scene, "proxy.latency", """{"latency": "10ms"}""");
        var change = new JsonObject { ["attributes"] = new JsonObject { ["latency"] = 1 } };

        await scene.AskAsync("POST", $"/proxies/db/toxics/{effect.Record.Id}", change);

        (await effect.ProveAsync(ProofMoment.During)).State.ShouldBe(ProofState.Absent);
    }

    [Theory]
    [InlineData("proxy.latency", """{"latency": "10ms"}""")]
    [InlineData("proxy.down", "{}")]
    public async Task Another_process_ends_a_lease_that_is_held(string function, string arguments)
    {
        await using var scene = await ProxyScene.StartAsync();
        var before = await scene.StateAsync();
        await using var effect = await EffectAsync(scene, function, arguments);
        var other = await FaultBinding.BindAsync(ProxyWorld.Find(function), effect.Record.Arguments);

        var result = await other.RevertAsync(effect.Record with { After = null }, effect.Context, Stop);

        result.State.ShouldBe(RevertState.Reverted, result.Message);
        (await scene.StateAsync()).ShouldBe(before);
        (await scene.NamesAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_server_that_has_ended_took_its_toxics_with_it()
    {
        await using var scene = await ProxyScene.StartAsync();
        await using var effect = await EffectAsync(scene, "proxy.latency", """{"latency": "10ms"}""");

        await scene.EndAsync();
        var result = await effect.RevertAsync();

        (result.State, result.Message).ShouldBe(
            (
                RevertState.NothingToRevert,
                $"nothing listens at {scene.Url} any more: the server has ended, and what was done to its proxies with it"
            )
        );
        effect.Lines.ShouldContain(line => line.Contains("is gone before its time", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_server_that_can_not_be_found_is_no_server_that_has_ended()
    {
        await using var scene = await ProxyScene.StartAsync();
        await using var effect = await EffectAsync(scene, "proxy.latency", """{"latency": "10ms"}""");
        var elsewhere = effect.Record with { Before = effect.Record.Before.With("url", "http://nobody.invalid:8474") };
        var other = await FaultBinding.BindAsync(ProxyWorld.Find("proxy.latency"), effect.Record.Arguments);

        var result = await other.RevertAsync(elsewhere, effect.Context, Stop);

        result.State.ShouldBe(RevertState.Failed, result.Message);
    }

    [Fact]
    public async Task A_Toxiproxy_that_counts_nothing_leaves_the_proof_open_and_its_undo_to_the_network()
    {
        await using var scene = await ProxyScene.StartAsync(isForeign: true, counts: false);
        await using var effect = await EffectAsync(scene, "proxy.latency", """{"latency": "10ms"}""");

        var proof = await effect.ProveAsync(ProofMoment.During);

        (proof.State, proof.Seen).ShouldBe(
            (
                ProofState.Unknown,
                "the toxic is there, and nobody can tell what goes through it: the Toxiproxy was started without -proxy-metrics"
            )
        );
        effect.Captured.Persists.ShouldBeTrue();
        effect.Captured.Limits.ShouldBe([
            $"The server at {scene.Url} has no leases: undoing it needs the network to 127.0.0.1, also when this process has died.",
        ]);
    }

    [Fact]
    public async Task Two_of_a_kind_claim_the_same_and_latencies_add_up()
    {
        await using var scene = await ProxyScene.StartAsync();

        var latency = await CaptureAsync(scene, "proxy.latency", """{"latency": "10ms"}""");
        var up = await CaptureAsync(scene, "proxy.latency", """{"latency": "10ms", "stream": "upstream"}""");
        var rate = await CaptureAsync(scene, "proxy.bandwidth", """{"rate": 10}""");

        latency.Claims.Single().IsShared.ShouldBeTrue();
        rate.Claims.Single().IsShared.ShouldBeFalse();
        new[] { latency, up, rate }.Select(one => one.Claims.Single().Identity).Distinct().Count().ShouldBe(3);
    }

    [Theory]
    [InlineData("""{"proxy": "cache"}""", "the server at URL has no proxy 'cache'. It has 'db'.")]
    [InlineData(
        """{"url": "http://me:secret@127.0.0.1:1"}""",
        "the URL of the proxy's API holds a user or a password, which the record that undoes a fault may not. Give one without, such as that of a tunnel on this machine."
    )]
    [InlineData(
        """{"latency": 200, "toxicity": 0}""",
        "'latency' is 200 s, and has to be from 1 ms to 60 s; 'toxicity' is 0, and has to be above 0 and at most 1. Give a text such as '200ms'; a number means seconds."
    )]
    public async Task What_can_not_be_done_is_refused_with_what_to_do(string more, string said)
    {
        await using var scene = await ProxyScene.StartAsync();
        var arguments = ((DataObject)JsonText.Parse(more)).Members.Aggregate(
            DataObject.Of(("proxy", "db"), ("latency", "10ms"), ("url", scene.Url)),
            (all, one) => all.With(one.Key, one.Value)
        );
        var fault = await FaultBinding.BindAsync(ProxyWorld.Find("proxy.latency"), arguments);

        var refused = await Should.ThrowAsync<FaultRefusedException>(() => fault.CaptureAsync(Trials.Context(), Stop));

        $"{refused.Message}. {refused.Remedy}".Replace(scene.Url, "URL", StringComparison.Ordinal).ShouldBe(said);
    }

    [Fact]
    public async Task A_disabled_proxy_is_refused_since_nothing_goes_through_it()
    {
        await using var scene = await ProxyScene.StartAsync();
        await scene.AskAsync("POST", "/proxies/db", new JsonObject { ["enabled"] = false });

        var refused = await Should.ThrowAsync<FaultRefusedException>(() => CaptureAsync(scene, "proxy.down", "{}"));

        refused.Message.ShouldBe($"the proxy 'db' at {scene.Url} is disabled: nothing goes through it");
    }

    [Fact]
    public async Task What_the_configuration_says_goes_with_the_arguments_to_the_process_that_breaks()
    {
        var configuration = DataObject.Of(("toxiproxy_host", "proxies.example.com"), ("toxiproxy_port", 8475));
        var arguments = DataObject.Of(("proxy", "db"));
        var fault = await FaultBinding.BindAsync(ProxyWorld.Find("proxy.down"), arguments, configuration);

        fault.Complete(arguments).Text("url").ShouldBe("http://proxies.example.com:8475");
    }

    private static async Task<CapturedFault> CaptureAsync(ProxyScene scene, string function, string arguments)
    {
        var fault = await FaultBinding.BindAsync(ProxyWorld.Find(function), Arguments(scene, arguments));
        return await fault.CaptureAsync(Trials.Context(), Stop);
    }

    private static async Task<Effect> EffectAsync(ProxyScene scene, string function, string arguments)
    {
        var all = Arguments(scene, arguments);
        var effect = new Effect(await FaultBinding.BindAsync(ProxyWorld.Find(function), all));
        await effect.BeginAsync(function, all);
        return effect;
    }

    private static DataObject Arguments(ProxyScene scene, string arguments) =>
        ((DataObject)JsonText.Parse(arguments)).With("proxy", "db").With("url", scene.Url);

    /// <summary>One effect, held as the holder does.</summary>
    private sealed class Effect : IAsyncDisposable
    {
        private readonly IFault _fault;
        private IAsyncDisposable? _held;

        public Effect(IFault fault)
        {
            _fault = fault;
            Context = Trials.Context() with { Report = Lines.Add };
        }

        public List<string> Lines { get; } = [];

        public FaultContext Context { get; }

        public CapturedFault Captured { get; private set; } = null!;

        public UndoRecord Record { get; private set; } = null!;

        public async Task BeginAsync(string function, DataObject arguments)
        {
            Captured = await _fault.CaptureAsync(Context, Stop);
            Record = Trials.Record(Captured, Context, function, arguments);
            var applied = await _fault.ApplyAsync(Record, Context, Stop);
            _held = applied.Held;
            Record = Record with { After = applied.After };
        }

        public Task<FaultProof> ProveAsync(ProofMoment moment) => _fault.ProveAsync(Record, Context, moment, Stop);

        public async Task<RevertResult> RevertAsync()
        {
            await (_held?.DisposeAsync() ?? ValueTask.CompletedTask);
            _held = null;
            return await _fault.RevertAsync(Record, Context, Stop);
        }

        public async ValueTask DisposeAsync() => await RevertAsync();
    }
}
