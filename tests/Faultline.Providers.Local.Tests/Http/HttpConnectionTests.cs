using System.Net;
using System.Net.Sockets;
using Faultline.TestKit;

namespace Faultline.Providers.Local.Tests.Http;

public sealed class HttpConnectionTests : IDisposable
{
    private readonly HttpWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact(Timeout = 30_000)]
    public async Task A_refused_connection_fails()
    {
        var port = ClosedPort();

        (await _world.AskAsync($"http://127.0.0.1:{port}/x"))
            .Line()
            .ShouldBe($"failed: failed to connect to http://127.0.0.1:{port}/x: Connection refused (127.0.0.1:{port})");
    }

    // A name that no resolver asks anybody about: its first part is longer than a name may be.
    [Fact(Timeout = 30_000)]
    public async Task A_name_that_nobody_knows_fails()
    {
        var host = new string('a', 64) + ".invalid";

        (await _world.AskAsync($"http://{host}/")).Line().ShouldStartWith($"failed: failed to connect to http://{host}/: Name");
    }

    [Fact(Timeout = 30_000)]
    public async Task A_reset_fails()
    {
        await using var server = new RawServer(async connection =>
        {
            await connection.ReadAsync();
            connection.Reset();
        });

        (await _world.AskAsync(server.Address))
            .Line()
            .ShouldBe(
                $"failed: failed to connect to {server.Address}: An error occurred while sending the request. Connection reset by peer"
            );
    }

    [Fact(Timeout = 30_000)]
    public async Task A_connection_that_is_closed_without_an_answer_fails()
    {
        await using var server = new RawServer(connection => connection.ReadAsync());

        (await _world.AskAsync(server.Address))
            .Line()
            .ShouldBe(
                $"failed: failed to connect to {server.Address}: The connection was closed before an answer came. (127.0.0.1:{server.Port})"
            );
    }

    [Theory(Timeout = 30_000)]
    [InlineData("GET", "")]
    [InlineData("DELETE", "")]
    [InlineData("POST", "")]
    [InlineData("POST", """, "arguments": {"a": 1}""")]
    public async Task A_request_that_may_have_been_heard_is_not_sent_again(string method, string arguments)
    {
        await using var server = new RawServer(connection => connection.ReadAsync());

        await _world.AskAsync(server.Address, $"\"method\": \"{method}\"{arguments}");

        server.Connections.ShouldBe(1);
    }

    [Fact(Timeout = 30_000)]
    public async Task Every_request_has_a_connection_of_its_own()
    {
        await using var server = new RawServer(async connection =>
        {
            await connection.AnswerAsync("first");
            await connection.AnswerAsync("second");
        });

        await _world.AskAsync(server.Address);
        await _world.AskAsync(server.Address);

        server.Connections.ShouldBe(2);
    }

    [Theory(Timeout = 30_000)]
    [InlineData("Content-Length: 10\r\n\r\nabc")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n5\r\nabc")]
    public async Task A_connection_that_is_closed_within_the_body_fails(string rest)
    {
        await using var server = new RawServer(async connection =>
        {
            await connection.ReadAsync();
            await connection.WriteAsync("HTTP/1.1 200 OK\r\n" + rest);
        });

        (await _world.AskAsync(server.Address))
            .Line()
            .ShouldStartWith($"failed: failed to connect to {server.Address}: The connection was closed before the whole body had come.");
    }

    [Fact(Timeout = 30_000)]
    public async Task A_reset_within_the_body_fails()
    {
        var reset = new TaskCompletionSource();
        await using var server = new RawServer(async connection =>
        {
            await connection.ReadAsync();
            await connection.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");
            await reset.Task;
            connection.Reset();
        });
        var clock = new ManualClock();
        using var world = new HttpWorld(clock);
        var asking = world.AskAsync(server.Address, """ "timeout": 10""");
        await Some.Until(() => server.Connections == 1 && clock.UntilNext == TimeSpan.FromSeconds(10));

        reset.SetResult();

        (await asking).Line().ShouldStartWith($"failed: failed to connect to {server.Address}: ");
    }

    [Fact(Timeout = 30_000)]
    public async Task What_is_no_http_fails()
    {
        await using var server = new RawServer(async connection =>
        {
            await connection.ReadAsync();
            await connection.WriteAsync("SSH-2.0-x\r\n\r\n");
        });

        (await _world.AskAsync(server.Address)).Line().ShouldStartWith($"failed: failed to connect to {server.Address}: ");
    }

    [Theory(Timeout = 30_000)]
    [InlineData(0, 1, false)]
    [InlineData(1, 2, false)]
    [InlineData(2, 3, true)]
    [InlineData(5, 3, true)]
    [InlineData(-1, 1, false)]
    public async Task A_connection_is_tried_again_as_often_as_the_activity_says(int retries, int connections, bool answered)
    {
        await using var server = new RawServer(connection =>
            connection.Number < 3 ? connection.ReadAsync() : connection.AnswerAsync("third")
        );

        var outcome = await _world.AskAsync(server.Address, $""" "max_retries": {retries}""");

        (outcome.Line().StartsWith("succeeded"), server.Connections).ShouldBe((answered, connections));
    }

    [Fact(Timeout = 30_000)]
    public async Task A_status_is_no_reason_to_try_again()
    {
        await using var site = await FakeSite.SayingAsync("busy", status: 503);

        await _world.AskAsync(site.Address, """ "max_retries": 3""");

        site.Seen.Count.ShouldBe(1);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_connect_that_hangs_fails_when_its_part_of_the_pair_is_over()
    {
        // A queue that is full: the kernel answers nobody any more.
        using var full = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        full.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        full.Listen(0);
        var end = (IPEndPoint)full.LocalEndPoint!;
        using var first = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await first.ConnectAsync(end, TestContext.Current.CancellationToken);
        var clock = new ManualClock();
        using var world = new HttpWorld(clock);

        var asking = world.AskAsync($"http://127.0.0.1:{end.Port}/", """ "timeout": [2, 60]""");
        await Some.Until(() => clock.UntilNext == TimeSpan.FromSeconds(2));
        clock.Advance(TimeSpan.FromSeconds(2));

        (await asking)
            .Line()
            .ShouldBe($"failed: failed to connect to http://127.0.0.1:{end.Port}/: Connect timed out after 2 s. (127.0.0.1:{end.Port})");
    }

    private static int ClosedPort()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        return port;
    }
}
