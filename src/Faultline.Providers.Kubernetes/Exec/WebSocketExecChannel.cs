using System.Collections.Immutable;
using System.Net.WebSockets;
using Faultline.Providers.Kubernetes.Client;

namespace Faultline.Providers.Kubernetes.Exec;

/// <summary>
/// Runs commands over a WebSocket. Each message begins with the number of its channel; the last one, on a channel of its own, says
/// how the command ended. The server picks the newest of the protocols that it knows: for what is used here they are the same.
/// </summary>
internal sealed class WebSocketExecChannel(ApiTransport transport) : IExecChannel
{
    private const byte Stdout = 1;
    private const byte Stderr = 2;
    private const byte Status = 3;

    private static readonly ImmutableArray<string> Protocols = ["v5.channel.k8s.io", "v4.channel.k8s.io"];

    public async Task<ExecAnswer> RunAsync(ExecRequest request, Deadline deadline)
    {
        var exchange = ExecExchange.RequestOf(request, HttpMethod.Get, "get");
        using var socket = await transport.ConnectAsync(exchange, Protocols, deadline);
        var streams = new Dictionary<byte, ExecOutput>
        {
            [Stdout] = new(),
            [Stderr] = new(),
            [Status] = new(),
        };
        await ReadAsync(exchange, socket, streams, deadline);
        return ExecExchange.AnswerOf(exchange, streams[Stdout], streams[Stderr], streams[Status]);
    }

    private static async Task ReadAsync(ApiRequest request, WebSocket socket, Dictionary<byte, ExecOutput> streams, Deadline deadline)
    {
        var buffer = new byte[16 * 1024];
        ExecOutput? stream = null;
        var isStart = true;
        try
        {
            while (
                await socket.ReceiveAsync(buffer.AsMemory(), deadline.Token) is var part && part.MessageType != WebSocketMessageType.Close
            )
            {
                var bytes = buffer.AsMemory(0, part.Count);
                if (isStart && part.Count > 0)
                {
                    stream = streams.GetValueOrDefault(buffer[0]);
                    bytes = bytes[1..];
                    isStart = false;
                }

                stream?.Add(bytes.Span);
                isStart |= part.EndOfMessage;
            }
        }
        catch (WebSocketException)
        {
            // Servers close without a farewell once they have said how the command ended; whether they have is seen next.
        }
        catch (OperationCanceledException) when (!deadline.Stop.IsCancellationRequested)
        {
            throw ExecExchange.TooLong(request, deadline);
        }
    }
}
