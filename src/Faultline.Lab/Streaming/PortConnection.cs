using System.Net;
using System.Net.Sockets;

namespace Faultline.Lab.Streaming;

/// <summary>One connection to a port of a pod, on behalf of a client elsewhere.</summary>
internal sealed record PortConnection
{
    private const int BufferSize = 32 * 1024;

    /// <summary>What the client sends, to its end.</summary>
    public required Stream Input { get; init; }

    /// <summary>Sends to the client.</summary>
    public required Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> Send { get; init; }

    /// <summary>
    /// Tells the client that nothing more will come, while it may go on sending; null where that can't be said, and the pod's end is
    /// the end of all.
    /// </summary>
    public Func<CancellationToken, ValueTask>? EndSending { get; init; }

    /// <summary>Copies both ways until both sides have said their last.</summary>
    /// <param name="endpoint">Where the port is; null where the pod has no address.</param>
    /// <param name="cancellationToken">Breaks it off.</param>
    /// <returns>Why there was no connection; null where there was one, and all that was said on it has arrived.</returns>
    /// <exception cref="IOException">It broke, or one of the two did.</exception>
    public async Task<string?> RunAsync(IPEndPoint? endpoint, CancellationToken cancellationToken)
    {
        if (endpoint is null)
        {
            return "the pod has no address";
        }

        using var socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(endpoint, cancellationToken);
        }
        catch (SocketException e)
        {
            return $"failed to connect to {endpoint}: {e.Message}";
        }

        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var there = ThereAsync(socket, over);
        var back = BackAsync(socket, over);
        await Task.WhenAll(there, back);
        return null;
    }

    private Task ThereAsync(Socket socket, CancellationTokenSource over) =>
        UntilBrokenAsync(
            async token =>
            {
                await using var pod = new NetworkStream(socket, ownsSocket: false);
                await Input.CopyToAsync(pod, BufferSize, token);
                socket.Shutdown(SocketShutdown.Send);
            },
            over
        );

    private Task BackAsync(Socket socket, CancellationTokenSource over) =>
        UntilBrokenAsync(
            async token =>
            {
                var buffer = new byte[BufferSize];
                int count;
                while ((count = await socket.ReceiveAsync(buffer, token)) > 0)
                {
                    await Send(buffer.AsMemory(0, count), token);
                }

                await (EndSending?.Invoke(token) ?? new ValueTask(over.CancelAsync()));
            },
            over
        );

    // Where one direction breaks, the other one has no use.
    private static async Task UntilBrokenAsync(Func<CancellationToken, Task> copy, CancellationTokenSource over)
    {
        try
        {
            await copy(over.Token);
        }
        catch (OperationCanceledException)
        {
            // The other direction has broken, or was the last one that counts.
        }
        catch (Exception e) when (e is IOException or SocketException or InvalidOperationException)
        {
            await over.CancelAsync();
            throw new IOException("The connection broke: " + e.Message, e);
        }
    }
}
