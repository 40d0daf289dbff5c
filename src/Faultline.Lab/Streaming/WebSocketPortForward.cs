using System.Buffers.Binary;
using System.IO.Pipelines;
using System.Text;
using Faultline.Abstractions.Data;
using Faultline.Lab.Objects;
using Faultline.Lab.Workloads;

namespace Faultline.Lab.Streaming;

/// <summary>
/// One connection to each of some ports of a pod over WebSocket: two channels for each port, one for the bytes and one for what
/// goes wrong. On both the port's number comes first.
/// </summary>
internal sealed class WebSocketPortForward
{
    private readonly ChannelSocket _socket;
    private readonly DataObject _pod;
    private readonly IReadOnlyList<int> _ports;
    private readonly Pipe[] _received;

    public WebSocketPortForward(ChannelSocket socket, DataObject pod, IReadOnlyList<int> ports)
    {
        _socket = socket;
        _pod = pod;
        _ports = ports;
        _received = [.. ports.Select(_ => new Pipe(new PipeOptions(pauseWriterThreshold: 256 * 1024, useSynchronizationContext: false)))];
    }

    /// <summary>Serves the client until it leaves, or every connection has ended.</summary>
    public async Task RunAsync(CancellationToken end)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(end);
        var receiving = ReceiveAsync(over.Token);
        try
        {
            for (var i = 0; i < _ports.Count; i++)
            {
                var number = new byte[2];
                BinaryPrimitives.WriteUInt16LittleEndian(number, (ushort)_ports[i]);
                await _socket.SendAsync(2 * i, number, over.Token);
                await _socket.SendAsync((2 * i) + 1, number, over.Token);
            }

            await Task.WhenAny(Task.WhenAll(Enumerable.Range(0, _ports.Count).Select(at => ForwardAsync(at, over.Token))), _socket.Gone);
            await _socket.CloseAsync(over.Token);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // The client is gone, or the lab.
        }

        await over.CancelAsync();
        await receiving;
    }

    private async Task ReceiveAsync(CancellationToken cancellationToken)
    {
        await _socket.ReceiveAsync(
            async (piece, token) =>
            {
                if (piece.Channel % 2 == 0 && piece.Channel / 2 < _ports.Count && piece.Bytes.Length > 0)
                {
                    await _received[piece.Channel / 2].Writer.WriteAsync(piece.Bytes, token);
                }
            },
            cancellationToken
        );
        foreach (var pipe in _received)
        {
            await pipe.Writer.CompleteAsync();
        }
    }

    private async Task ForwardAsync(int at, CancellationToken cancellationToken)
    {
        try
        {
            var client = new PortConnection
            {
                Input = _received[at].Reader.AsStream(),
                Send = (bytes, token) => _socket.SendAsync(2 * at, bytes, token),
            };
            if (await client.RunAsync(PodPorts.Endpoint(_pod, _ports[at]), cancellationToken) is { } problem)
            {
                var text = $"error forwarding port {_ports[at]} to pod {_pod.Name()}, uid {_pod.Uid()}: {problem}";
                await _socket.SendAsync((2 * at) + 1, Encoding.UTF8.GetBytes(text), cancellationToken);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // The client is gone.
        }
        finally
        {
            // What still comes for this port is dropped, and does not hold up the others.
            await _received[at].Reader.CompleteAsync();
        }
    }
}
