using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using Faultline.Abstractions.Data;
using Faultline.Spdy;

namespace Faultline.Lab.Tests.Streaming;

/// <summary>The test listens at the pod's address, in the place of a program of the pod.</summary>
public sealed class PortForwardTests
{
    private const string Pod = """
        apiVersion: v1
        kind: Pod
        metadata: { name: one }
        spec: { containers: [{ name: main, image: sh, args: ["exec sleep 1000"] }] }
        """;

    private const string ForwardPath = "/api/v1/namespaces/default/pods/one/portforward";

    [Theory(Timeout = 30_000)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Many_connections_at_once_carry_megabytes_both_ways(bool isTunnel)
    {
        await using var lab = await LabFixture.ShellAsync(Pod);
        using var echo = await EchoAsync(lab);
        await using var client = await ConnectAsync(lab, isTunnel);
        var bytes = RandomNumberGenerator.GetBytes(500_000);

        await Task.WhenAll(
            Enumerable
                .Range(0, 20)
                .Select(async number =>
                {
                    var (data, error) = await OpenAsync(client, number, PortOf(echo));
                    var sending = SendAsync(data, bytes);
                    (await AllAsync(data)).AsSpan().SequenceEqual(bytes).ShouldBeTrue();
                    await sending;
                    (await AllAsync(error)).ShouldBeEmpty();
                })
        );
    }

    [Theory(Timeout = 30_000)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_port_where_nobody_listens_is_an_error_of_that_connection_alone(bool isTunnel)
    {
        await using var lab = await LabFixture.ShellAsync(Pod);
        using var echo = await EchoAsync(lab);
        var free = PortOf(echo);
        await using var client = await ConnectAsync(lab, isTunnel);
        var (data, error) = await OpenAsync(client, 1, 9);
        var (other, _) = await OpenAsync(client, 2, free);

        var problem = Encoding.UTF8.GetString(await AllAsync(error));
        await SendAsync(other, "still here"u8.ToArray());

        problem.ShouldStartWith("error forwarding port 9 to pod one, uid ");
        problem.ShouldEndWith("Connection refused");
        (await AllAsync(data)).ShouldBeEmpty();
        (await AllAsync(other)).ShouldBe("still here"u8.ToArray());
    }

    [Fact(Timeout = 30_000)]
    public async Task When_the_client_leaves_its_connections_to_the_pod_end()
    {
        await using var lab = await LabFixture.ShellAsync(Pod);
        using var listener = await ListenAsync(lab);
        var client = await ConnectAsync(lab, isTunnel: false);
        await OpenAsync(client, 1, PortOf(listener));
        using var connection = await listener.AcceptSocketAsync(LabFixture.Cancelled);

        await client.DisposeAsync();

        (await connection.ReceiveAsync(new byte[1], LabFixture.Cancelled)).ShouldBe(0);
    }

    [Fact(Timeout = 30_000)]
    public async Task Streams_that_say_neither_what_they_are_nor_for_which_port_are_refused()
    {
        await using var lab = await LabFixture.ShellAsync(Pod);
        await using var client = await ConnectAsync(lab, isTunnel: false);

        foreach (var headers in new[] { SpdyHeaders.Of(("streamtype", "data")), SpdyHeaders.Of(("streamtype", "x"), ("port", "80")) })
        {
            var stream = await client.OpenAsync(headers, LabFixture.Cancelled);
            (await Should.ThrowAsync<SpdyException>(stream.Reply)).Status.ShouldBe(SpdyStatus.RefusedStream);
        }
    }

    [Theory(Timeout = 30_000)]
    [InlineData("v4.channel.k8s.io")]
    [InlineData("v4.base64.channel.k8s.io")]
    public async Task Over_the_channels_of_a_WebSocket_each_port_has_two(string protocol)
    {
        await using var lab = await LabFixture.ShellAsync(Pod);
        using var echo = await EchoAsync(lab);
        var port = PortOf(echo);
        using var socket = await ExecClient.SocketAsync(
            lab,
            protocol,
            string.Create(CultureInfo.InvariantCulture, $"{ForwardPath}?ports=9,{port}")
        );
        var isBase64 = protocol.Contains("base64", StringComparison.Ordinal);
        byte[] hello = isBase64 ? [(byte)'2', .. "aGVsbG8="u8] : [2, .. "hello"u8];
        await socket.SendAsync(hello, isBase64 ? WebSocketMessageType.Text : WebSocketMessageType.Binary, true, LabFixture.Cancelled);

        var channels = new Dictionary<int, byte[]>();
        var buffer = new byte[4096];
        while (Seen(channels, 1) < 20 || Seen(channels, 2) < 7)
        {
            var part = await socket.ReceiveAsync(buffer.AsMemory(), LabFixture.Cancelled);
            var bytes = isBase64 ? Convert.FromBase64String(Encoding.ASCII.GetString(buffer, 1, part.Count - 1)) : buffer[1..part.Count];
            var channel = isBase64 ? buffer[0] - '0' : buffer[0];
            channels[channel] = [.. channels.GetValueOrDefault(channel) ?? [], .. bytes];
        }

        channels.Keys.Order().ShouldBe([0, 1, 2, 3]);
        channels.Values.Select(bytes => (int)BinaryPrimitives.ReadUInt16LittleEndian(bytes)).Distinct().Order().ShouldBe([9, port]);
        Encoding.UTF8.GetString(channels[1][2..]).ShouldEndWith("Connection refused");
        Encoding.UTF8.GetString(channels[2][2..]).ShouldBe("hello");
    }

    private static int Seen(Dictionary<int, byte[]> channels, int channel) => channels.GetValueOrDefault(channel)?.Length ?? 0;

    private static async Task<SpdyConnection> ConnectAsync(LabFixture lab, bool isTunnel)
    {
        const string protocol = "portforward.k8s.io";
        if (!isTunnel)
        {
            return await ExecClient.SpdyAsync(lab, protocol, ForwardPath);
        }

        // The runtime's client takes no slash in a protocol's name, so the upgrade is asked for by hand.
        using var request = new HttpRequestMessage(HttpMethod.Get, ForwardPath);
        request.Headers.TryAddWithoutValidation("Connection", "Upgrade");
        request.Headers.TryAddWithoutValidation("Upgrade", "websocket");
        request.Headers.TryAddWithoutValidation("Sec-WebSocket-Version", "13");
        request.Headers.TryAddWithoutValidation("Sec-WebSocket-Key", "AAAAAAAAAAAAAAAAAAAAAA==");
        request.Headers.TryAddWithoutValidation("Sec-WebSocket-Protocol", "SPDY/3.1+" + protocol);
        var response = await lab.Api.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, LabFixture.Cancelled);
        response.Headers.GetValues("Sec-WebSocket-Protocol").ShouldBe(["SPDY/3.1+" + protocol]);
        var socket = WebSocket.CreateFromStream(
            await response.Content.ReadAsStreamAsync(LabFixture.Cancelled),
            new WebSocketCreationOptions { IsServer = false }
        );
        var tunnel = WebSocketStream.Create(socket, WebSocketMessageType.Binary, ownsWebSocket: true);
        return SpdyConnection.Start(tunnel, SpdyRole.Client, new SpdyOptions { Flow = SpdyFlow.Transport });
    }

    private static async Task<(SpdyStream Data, SpdyStream Error)> OpenAsync(SpdyConnection client, int number, int port)
    {
        SpdyHeaders Headers(string type) =>
            SpdyHeaders.Of(
                ("streamtype", type),
                ("port", port.ToString(CultureInfo.InvariantCulture)),
                ("requestid", number.ToString(CultureInfo.InvariantCulture))
            );
        var error = await client.OpenAsync(Headers("error"), LabFixture.Cancelled);
        await error.CompleteWritesAsync(LabFixture.Cancelled);
        var data = await client.OpenAsync(Headers("data"), LabFixture.Cancelled);
        await data.Reply.WaitAsync(LabFixture.Cancelled);
        return (data, error);
    }

    private static async Task SendAsync(SpdyStream stream, byte[] bytes)
    {
        await stream.WriteAsync(bytes, LabFixture.Cancelled);
        await stream.CompleteWritesAsync(LabFixture.Cancelled);
    }

    private static async Task<byte[]> AllAsync(SpdyStream stream)
    {
        var all = new MemoryStream();
        await stream.CopyToAsync(all, LabFixture.Cancelled);
        return all.ToArray();
    }

    private static int PortOf(TcpListener listener) => ((IPEndPoint)listener.LocalEndpoint).Port;

    private static async Task<TcpListener> ListenAsync(LabFixture lab)
    {
        var pod = await lab.ObjectUntilAsync(
            "/api/v1/namespaces/default/pods/one",
            now => now["status"] is DataObject status && status.Text("podIP") is not null
        );
        var listener = new TcpListener(IPAddress.Parse(((DataObject)pod["status"]!).Text("podIP")!), 0);
        listener.Start();
        return listener;
    }

    private static async Task<TcpListener> EchoAsync(LabFixture lab)
    {
        var listener = await ListenAsync(lab);
        _ = Task.Run(
            async () =>
            {
                while (true)
                {
                    var socket = await listener.AcceptSocketAsync(LabFixture.Cancelled);
                    _ = AnswerAsync(socket);
                }
            },
            LabFixture.Cancelled
        );
        return listener;
    }

    private static async Task AnswerAsync(Socket socket)
    {
        await using var stream = new NetworkStream(socket, ownsSocket: true);
        await stream.CopyToAsync(stream, LabFixture.Cancelled);
        socket.Shutdown(SocketShutdown.Send);
    }
}
