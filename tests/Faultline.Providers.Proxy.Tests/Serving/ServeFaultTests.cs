using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Faultline.Abstractions;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Faults;
using Faultline.Abstractions.Functions;
using Faultline.Host.Tests.Conformance;
using Faultline.TestKit;

namespace Faultline.Providers.Proxy.Tests.Serving;

/// <summary>A proxy for the time of a run, and who finds it.</summary>
public sealed class ServeFaultTests
{
    private readonly IFunctionSource[] _process = ProxyFaultFunctions.Sources(
        new ProcessEnvironment(ImmutableDictionary<string, string>.Empty)
    );

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_fault_of_the_same_process_finds_it_by_its_name_and_port_0_is_told()
    {
        var lines = new List<string>();
        var context = Trials.Context() with { Report = lines.Add };
        var start = await BindAsync("proxy.start", Start("127.0.0.1:0"));
        var record = Trials.Record(await start.CaptureAsync(context, Stop), context);
        var applied = await start.ApplyAsync(record, context, Stop);
        await using var held = applied.Held;
        var slow = await BindAsync("proxy.latency", DataObject.Of(("proxy", "db"), ("latency", "1ms")));

        var captured = await slow.CaptureAsync(Trials.Context(), Stop);

        var listen = applied.After.Text("listen")!;
        IPEndPoint.Parse(listen).Port.ShouldNotBe(0);
        captured.What.ShouldBe($"delay by 1 ms what servers answer through the proxy 'db' ({listen} -> 127.0.0.1:1)");
        lines.ShouldBe([$"Proxy 'db' listens on {listen} and sends to 127.0.0.1:1; its API is at {applied.After.Text("api")}"]);
    }

    [Fact]
    public async Task A_plan_finds_the_proxy_that_the_run_would_start()
    {
        var plan = Trials.Context() with { Run = "plan" };
        await (await BindAsync("proxy.start", Start("127.0.0.1:0"))).CaptureAsync(plan, Stop);

        var captured = await (await BindAsync("proxy.down", DataObject.Of(("proxy", "db")))).CaptureAsync(plan, Stop);

        captured.What.ShouldStartWith("disable the proxy 'db' (127.0.0.1:0 -> 127.0.0.1:1)");
    }

    [Fact]
    public async Task An_address_that_somebody_has_is_refused_before_anything_is_started()
    {
        using var somebody = new TcpListener(IPAddress.Loopback, 0);
        somebody.Start();
        var start = await BindAsync("proxy.start", Start(somebody.LocalEndpoint.ToString()!));

        var refused = await Should.ThrowAsync<FaultRefusedException>(() => start.CaptureAsync(Trials.Context(), Stop));

        var port = ((IPEndPoint)somebody.LocalEndpoint).Port;
        (refused.Message, refused.Remedy).ShouldBe(
            (
                $"the proxy 'db' can't listen on 127.0.0.1:{port}: Address already in use",
                $"'ss -ltnp sport = :{port}' says who has it; port 0 takes a free one."
            )
        );
    }

    [Fact]
    public async Task A_file_that_is_no_socket_is_never_taken_for_a_stale_one()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("notes", "mine");
        var start = await BindAsync("proxy.start", Start("unix:" + path));

        var refused = await Should.ThrowAsync<FaultRefusedException>(() => start.CaptureAsync(Trials.Context(), Stop));

        refused.Message.ShouldEndWith(": there is a file");
        (await File.ReadAllTextAsync(path, Stop)).ShouldBe("mine");
    }

    [Fact]
    public async Task Two_proxies_of_one_run_have_two_names()
    {
        var context = Trials.Context();
        var first = await BindAsync("proxy.start", Start("127.0.0.1:0"));
        var applied = await first.ApplyAsync(Trials.Record(await first.CaptureAsync(context, Stop), context), context, Stop);
        await using var held = applied.Held;
        var second = await BindAsync("proxy.start", Start("127.0.0.1:0"));

        var refused = await Should.ThrowAsync<FaultRefusedException>(() => second.CaptureAsync(Trials.Context(), Stop));

        refused.Message.ShouldBe("this run has started a proxy 'db' already");
    }

    private static DataObject Start(string listen) => DataObject.Of(("name", "db"), ("listen", listen), ("upstream", "127.0.0.1:1"));

    private Task<IFault> BindAsync(string name, DataObject arguments) =>
        FaultBinding.BindAsync(
            _process.Select(source => source.TryFind(name, out var found) ? found : null).OfType<IFunction>().Single(),
            arguments
        );
}
