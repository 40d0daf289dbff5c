using System.Collections.Immutable;
using System.Net.WebSockets;
using System.Text;
using Faultline.Abstractions.Data;
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

    /// <summary>How much of each stream is kept, in bytes.</summary>
    private const int MostOutput = 16 * 1024 * 1024;

    public async Task<ExecAnswer> RunAsync(ExecRequest request, Deadline deadline)
    {
        var exchange = RequestOf(request);
        using var socket = await transport.ConnectAsync(exchange, Protocols, deadline);
        var streams = new Dictionary<byte, MemoryStream>
        {
            [Stdout] = new(),
            [Stderr] = new(),
            [Status] = new(),
        };
        var isCut = await ReadAsync(exchange, socket, streams, deadline);
        return new ExecAnswer(TextOf(streams[Stdout]), TextOf(streams[Stderr]), StatusOf(exchange, TextOf(streams[Status])))
        {
            IsCut = isCut,
        };
    }

    private static async Task<bool> ReadAsync(
        ApiRequest request,
        WebSocket socket,
        Dictionary<byte, MemoryStream> streams,
        Deadline deadline
    )
    {
        var buffer = new byte[16 * 1024];
        MemoryStream? stream = null;
        var (isStart, isCut) = (true, false);
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

                var room = MostOutput - (int)(stream?.Length ?? 0);
                isCut |= bytes.Length > room;
                stream?.Write(bytes.Span[..Math.Min(room, bytes.Length)]);
                isStart |= part.EndOfMessage;
            }
        }
        catch (WebSocketException)
        {
            // Servers close without a farewell once they have said how the command ended; whether they have is seen next.
        }
        catch (OperationCanceledException) when (!deadline.Stop.IsCancellationRequested)
        {
            throw new KubernetesException(
                $"cannot {request}: the command did not end within {deadline.Length.TotalSeconds:0} s. It may still be running in the pod."
            );
        }

        return isCut;
    }

    private static ApiRequest RequestOf(ExecRequest request) =>
        new()
        {
            Method = HttpMethod.Get,
            Verb = "get",
            Type = ResourceType.Pods,
            Namespace = request.Namespace,
            Name = request.Pod,
            Subresource = "exec",
            Query =
            [
                new("container", request.Container),
                .. request.Command.Select(word => KeyValuePair.Create("command", word)),
                new("stdin", "false"),
                new("stdout", "true"),
                new("stderr", "true"),
                new("tty", "false"),
            ],
        };

    private static string TextOf(MemoryStream stream) => Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);

    private static DataObject StatusOf(ApiRequest request, string text)
    {
        try
        {
            return JsonText.Parse(text) as DataObject ?? throw Unknown(request);
        }
        catch (DataSyntaxException)
        {
            throw Unknown(request);
        }
    }

    private static KubernetesException Unknown(ApiRequest request) =>
        new($"cannot {request}: the connection ended before anybody said how the command ended. It may still be running in the pod.");
}
