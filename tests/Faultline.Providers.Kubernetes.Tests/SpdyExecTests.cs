using System.Text;
using Faultline.Spdy;
using Faultline.TestKit;

namespace Faultline.Providers.Kubernetes.Tests;

/// <summary>Commands in pods, where the server takes no WebSocket.</summary>
public sealed class SpdyExecTests : IAsyncDisposable
{
    private const string Path = "/api/v1/namespaces/shop/pods/web-1-abcde/exec";
    private const string Arguments = """{"cmd":"sh -c 'echo a b'","label_selector":"app=web","ns":"shop","qty":1}""";
    private const string Success = """{"metadata":{},"status":"Success"}""";

    private const string CodeThree =
        """{"metadata":{},"status":"Failure","message":"command terminated with non-zero exit code","reason":"NonZeroExitCode","details":{"causes":[{"reason":"ExitCode","message":"3"}]}}""";

    private readonly World _world = new();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Theory(Timeout = 20_000)]
    [InlineData(400)]
    [InlineData(403)]
    [InlineData(405)]
    [InlineData(426)]
    [InlineData(501)]
    public async Task A_server_that_refuses_WebSockets_is_asked_over_SPDY(int code)
    {
        await using var cluster = await Samples.Cluster();
        cluster.On("GET " + Path, new FakeAnswer(code, "no")).On("POST " + Path, Ending(Success, "a b\n", ""));

        var outcome = await _world.With(cluster).CallAsync("exec_in_pods", Arguments);

        outcome
            .Line()
            .ShouldBe(
                """succeeded [{"pod_name": "web-1-abcde", "exit_code": 0, "cmd": "sh -c 'echo a b'", "stdout": "a b\n", "stderr": ""}]"""
            );
        var seen = cluster.Api.Seen.Single(request => request is { Path: Path, Method: "POST" });
        seen.Headers["X-Stream-Protocol-Version"].ShouldBe("v4.channel.k8s.io");
        seen.Headers["Authorization"].ShouldBe("Bearer alices-token");
        seen.Query.ShouldBe("?container=web&command=sh&command=-c&command=echo a b&stdin=false&stdout=true&stderr=true&tty=false");
    }

    [Fact(Timeout = 20_000)]
    public async Task A_command_that_fails_is_told_as_over_a_WebSocket()
    {
        await using var cluster = await Samples.Cluster();
        cluster.On("GET " + Path, new FakeAnswer(400, "")).On("POST " + Path, Ending(CodeThree, "out", "no such file\n"));

        var outcome = await _world.With(cluster).CallAsync("exec_in_pods", Arguments);

        outcome
            .Line()
            .ShouldBe(
                """succeeded [{"pod_name": "web-1-abcde", "exit_code": 3, "cmd": "sh -c 'echo a b'", "stdout": "out", "stderr": "no such file\n"}], """
                    + "unproven: the command did not end with exit code 0 in 'web-1-abcde' (3)"
            );
    }

    [Fact(Timeout = 20_000)]
    public async Task Much_output_arrives_whole_although_nobody_grants_windows()
    {
        await using var cluster = await Samples.Cluster();
        var output = new string('x', 1_000_000);
        cluster.On("GET " + Path, new FakeAnswer(400, "")).On("POST " + Path, Ending(Success, output, ""));

        var outcome = await _world.With(cluster).CallAsync("exec_in_pods", Arguments);

        outcome.Line().ShouldContain(output);
    }

    [Fact(Timeout = 20_000)]
    public async Task A_connection_that_ends_too_early_is_a_failure()
    {
        await using var cluster = await Samples.Cluster();
        cluster.On("GET " + Path, new FakeAnswer(400, "")).On("POST " + Path, Ending("", "half", ""));

        var outcome = await _world.With(cluster).CallAsync("exec_in_pods", Arguments);

        outcome
            .Line()
            .ShouldStartWith(
                "failed: cannot create the exec of pod 'web-1-abcde' in namespace 'shop': the connection ended before anybody said how the command ended."
            );
    }

    [Fact(Timeout = 20_000)]
    public async Task Why_it_can_not_be_done_over_SPDY_is_said()
    {
        await using var cluster = await Samples.Cluster();
        cluster
            .On("GET " + Path, new FakeAnswer(400, ""))
            .On("POST " + Path, FakeAnswer.Status(400, "BadRequest", "container web is not valid for pod web-1-abcde"));

        var outcome = await _world.With(cluster).CallAsync("exec_in_pods", Arguments);

        outcome.Line().ShouldContain("HTTP 400 BadRequest: container web is not valid for pod web-1-abcde");
    }

    [Fact(Timeout = 20_000)]
    public async Task A_command_that_takes_too_long_is_given_up()
    {
        var clock = new ManualClock();
        await using var world = new World(clock);
        await using var cluster = await Samples.Cluster();
        var accepted = new TaskCompletionSource();
        cluster
            .On("GET " + Path, new FakeAnswer(400, ""))
            .On(
                "POST " + Path,
                new FakeAnswer(101, "")
                {
                    SpeakSpdy = async transport =>
                    {
                        await using var connection = Speak(transport);
                        await AcceptAsync(connection);
                        accepted.SetResult();
                        await connection.Completion.ContinueWith(_ => { }, TaskScheduler.Default);
                    },
                }
            );

        var outcome = await Patience.UntilAsync(
            clock,
            world.With(cluster).CallAsync("exec_in_pods", Arguments),
            () => accepted.Task.IsCompleted
        );

        outcome.Line().ShouldContain("the command did not end within 60 s");
    }

    /// <summary>A command that ends, and a server that goes away as Kubernetes' do: every stream is reset.</summary>
    private static FakeAnswer Ending(string status, string stdout, string stderr) =>
        new(101, "")
        {
            SpeakSpdy = async transport =>
            {
                await using var connection = Speak(transport);
                var streams = await AcceptAsync(connection);
                await streams["stdout"].WriteAsync(Encoding.UTF8.GetBytes(stdout));
                await streams["stderr"].WriteAsync(Encoding.UTF8.GetBytes(stderr));
                await streams["error"].WriteAsync(Encoding.UTF8.GetBytes(status));
                foreach (var stream in streams.Values)
                {
                    stream.Reset();
                }

                await connection.Completion.ContinueWith(_ => { }, TaskScheduler.Default);
            },
        };

    private static SpdyConnection Speak(Stream transport) =>
        SpdyConnection.Start(transport, SpdyRole.Server, new SpdyOptions { Flow = SpdyFlow.Transport });

    private static async Task<Dictionary<string, SpdyStream>> AcceptAsync(SpdyConnection connection)
    {
        var streams = new Dictionary<string, SpdyStream>();
        while (streams.Count < 3 && await connection.AcceptAsync() is { } stream)
        {
            await stream.ReplyAsync(SpdyHeaders.Empty);
            streams.Add(stream.Headers["streamtype"]!, stream);
        }

        return streams;
    }
}
