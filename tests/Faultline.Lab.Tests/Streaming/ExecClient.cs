using System.Net.WebSockets;
using System.Text;
using Faultline.Abstractions.Data;
using Faultline.Spdy;

namespace Faultline.Lab.Tests.Streaming;

/// <summary>A client of exec and attach that speaks the protocol of its name, SPDY's after "spdy:".</summary>
internal sealed class ExecClient : IAsyncDisposable
{
    private readonly SpdyConnection? _spdy;
    private readonly ClientWebSocket? _socket;
    private readonly bool _isBase64;
    private readonly Dictionary<string, SpdyStream> _streams = [];
    private readonly Dictionary<int, MemoryStream> _received = new()
    {
        [1] = new(),
        [2] = new(),
        [3] = new(),
    };

    private ExecClient(SpdyConnection spdy) => _spdy = spdy;

    private ExecClient(ClientWebSocket socket, bool isBase64) => (_socket, _isBase64) = (socket, isBase64);

    public static async Task<ExecClient> ConnectAsync(LabFixture lab, string protocol, string path, params string[] streams)
    {
        var query = path + string.Concat(streams.Select(name => $"&{name}=true"));
        if (!protocol.StartsWith("spdy:", StringComparison.Ordinal))
        {
            return new ExecClient(await SocketAsync(lab, protocol, query), protocol.Contains("base64", StringComparison.Ordinal));
        }

        var client = new ExecClient(await SpdyAsync(lab, protocol[5..], query));
        foreach (var name in streams.Append("error").Select(name => name == "tty" ? "resize" : name))
        {
            var stream = await client._spdy!.OpenAsync(SpdyHeaders.Of(("streamtype", name)), LabFixture.Cancelled);
            await stream.Reply.WaitAsync(LabFixture.Cancelled);
            client._streams.Add(name, stream);
        }

        return client;
    }

    /// <summary>The whole of a command's life, from its input to its end.</summary>
    public static async Task<ExecResult> RunAsync(LabFixture lab, string protocol, string pod, byte[]? input, params string[] command)
    {
        await using var client = await ConnectAsync(
            lab,
            protocol,
            Path(pod, command),
            input is null ? ["stdout", "stderr"] : ["stdin", "stdout", "stderr"]
        );
        var sending = input is null ? Task.CompletedTask : client.SendAllAsync(input);
        var result = await client.ResultAsync();
        await sending;
        return result;
    }

    public static string Path(string pod, params string[] command) =>
        $"/api/v1/namespaces/default/pods/{pod}/exec?{string.Join('&', command.Select(word => "command=" + Uri.EscapeDataString(word)))}";

    public static async Task<SpdyConnection> SpdyAsync(LabFixture lab, string protocol, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path);
        request.Headers.TryAddWithoutValidation("Connection", "Upgrade");
        request.Headers.TryAddWithoutValidation("Upgrade", "SPDY/3.1");
        request.Headers.TryAddWithoutValidation("X-Stream-Protocol-Version", protocol);
        var response = await lab.Api.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, LabFixture.Cancelled);
        ((int)response.StatusCode).ShouldBe(101);
        response.Headers.GetValues("X-Stream-Protocol-Version").ShouldBe([protocol]);
        var transport = await response.Content.ReadAsStreamAsync(LabFixture.Cancelled);
        return SpdyConnection.Start(transport, SpdyRole.Client, new SpdyOptions { Flow = SpdyFlow.Transport });
    }

    public static async Task<ClientWebSocket> SocketAsync(LabFixture lab, string protocol, string path)
    {
        var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol(protocol);
        var address = new UriBuilder(new Uri(lab.Lab.ApiUrl, path)) { Scheme = "wss" };
        await socket.ConnectAsync(address.Uri, lab.Api, LabFixture.Cancelled);
        return socket;
    }

    public async Task SendAsync(byte[] bytes)
    {
        if (_spdy is not null)
        {
            await _streams["stdin"].WriteAsync(bytes, LabFixture.Cancelled);
            return;
        }

        foreach (var piece in bytes.Chunk(30_000))
        {
            await MessageAsync(0, piece);
        }
    }

    public async Task ResizeAsync(string report)
    {
        var bytes = Encoding.ASCII.GetBytes(report);
        await (_spdy is null ? MessageAsync(4, bytes) : _streams["resize"].WriteAsync(bytes, LabFixture.Cancelled).AsTask());
    }

    /// <summary>Reads output until this stands in it.</summary>
    public async Task<string> UntilAsync(string text)
    {
        var buffer = new byte[4096];
        var seen = "";
        while (!seen.Contains(text, StringComparison.Ordinal))
        {
            if (_spdy is not null)
            {
                var count = await _streams["stdout"].ReadAsync(buffer, LabFixture.Cancelled);
                count.ShouldBeGreaterThan(0, seen);
                seen += Encoding.UTF8.GetString(buffer, 0, count);
            }
            else
            {
                (await ReceiveAsync()).ShouldBeTrue(seen);
                seen = Text(_received[1].ToArray());
            }
        }

        return seen;
    }

    /// <summary>Everything that comes until the end.</summary>
    public async Task<ExecResult> ResultAsync()
    {
        if (_spdy is null)
        {
            while (await ReceiveAsync()) { }

            return new ExecResult(_received[1].ToArray(), Text(_received[2].ToArray()), Text(_received[3].ToArray()));
        }

        var all = await Task.WhenAll(AllAsync("stdout"), AllAsync("stderr"), AllAsync("error"));
        return new ExecResult(all[0], Text(all[1]), Text(all[2]));
    }

    public async ValueTask DisposeAsync()
    {
        await (_spdy?.DisposeAsync() ?? ValueTask.CompletedTask);
        _socket?.Abort();
        _socket?.Dispose();
    }

    private async Task SendAllAsync(byte[] input)
    {
        await SendAsync(input);
        await (_spdy is null ? MessageAsync(255, [0]) : _streams["stdin"].CompleteWritesAsync(LabFixture.Cancelled).AsTask());
    }

    private static string Text(byte[] bytes) => Encoding.UTF8.GetString(bytes);

    private async Task<byte[]> AllAsync(string name)
    {
        var all = new MemoryStream();
        await (_streams.TryGetValue(name, out var stream) ? stream.CopyToAsync(all, LabFixture.Cancelled) : Task.CompletedTask);
        return all.ToArray();
    }

    private async Task MessageAsync(int channel, byte[] bytes)
    {
        byte[] message = _isBase64
            ? Encoding.ASCII.GetBytes((char)('0' + channel) + Convert.ToBase64String(bytes))
            : [(byte)channel, .. bytes];
        var type = _isBase64 ? WebSocketMessageType.Text : WebSocketMessageType.Binary;
        await _socket!.SendAsync(message, type, endOfMessage: true, LabFixture.Cancelled);
    }

    private async Task<bool> ReceiveAsync()
    {
        var message = new MemoryStream();
        var buffer = new byte[64 * 1024];
        ValueWebSocketReceiveResult part;
        do
        {
            part = await _socket!.ReceiveAsync(buffer.AsMemory(), LabFixture.Cancelled);
            message.Write(buffer, 0, part.Count);
        } while (!part.EndOfMessage);
        if (part.MessageType == WebSocketMessageType.Close)
        {
            return false;
        }

        var bytes = message.ToArray();
        bytes = _isBase64 ? [(byte)(bytes[0] - '0'), .. Convert.FromBase64String(Text(bytes[1..]))] : bytes;
        _received[bytes[0]].Write(bytes, 1, bytes.Length - 1);
        return true;
    }
}

/// <summary>What a command wrote, and what the API said of its end.</summary>
internal sealed record ExecResult(byte[] OutputBytes, string Error, string Status)
{
    public string Output => Encoding.UTF8.GetString(OutputBytes);

    public DataObject StatusObject => (DataObject)JsonText.Parse(Status);
}
