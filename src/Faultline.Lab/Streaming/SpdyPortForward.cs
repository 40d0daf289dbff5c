using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Faultline.Abstractions.Data;
using Faultline.Lab.Objects;
using Faultline.Lab.Workloads;
using Faultline.Spdy;

namespace Faultline.Lab.Streaming;

/// <summary>
/// Connections to a pod's ports over SPDY: for each the client opens two streams, one for the bytes and one for what goes wrong,
/// which belong together by a number.
/// </summary>
internal sealed class SpdyPortForward(SpdyConnection connection, DataObject pod)
{
    /// <summary>The protocol's name.</summary>
    public const string Protocol = "portforward.k8s.io";

    private readonly Dictionary<string, (SpdyStream? Data, SpdyStream? Error)> _halves = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Task, bool> _forwards = new();

    /// <summary>Serves the client until it leaves.</summary>
    public async Task RunAsync(CancellationToken end)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(end);
        try
        {
            while (await connection.AcceptAsync(over.Token) is { } stream)
            {
                await TakeAsync(stream, over.Token);
            }
        }
        catch (IOException)
        {
            // The client left in the midst of a frame.
        }
        finally
        {
            await over.CancelAsync();
            await Task.WhenAll(_forwards.Keys);
        }
    }

    private async Task TakeAsync(SpdyStream stream, CancellationToken cancellationToken)
    {
        var isError = stream.Headers["streamtype"] == "error";
        if ((!isError && stream.Headers["streamtype"] != "data") || PortOf(stream) is not { } port)
        {
            stream.Reset(SpdyStatus.RefusedStream);
            return;
        }

        await stream.ReplyAsync(SpdyHeaders.Empty, cancellationToken);

        // The first clients had no numbers; they opened the two streams one right after the other.
        var id = stream.Headers["requestid"] ?? "#" + (isError ? stream.Id : stream.Id - 2).ToString(CultureInfo.InvariantCulture);
        var half = _halves.GetValueOrDefault(id);
        half = isError ? half with { Error = stream } : half with { Data = stream };
        _halves[id] = half;
        if (half is { Data: { } data, Error: { } error })
        {
            _halves.Remove(id);
            var forward = ForwardAsync(port, data, error, cancellationToken);
            _forwards.TryAdd(forward, true);
            _ = forward.ContinueWith(done => _forwards.TryRemove(done, out _), TaskScheduler.Default);
        }
    }

    private async Task ForwardAsync(int port, SpdyStream data, SpdyStream error, CancellationToken cancellationToken)
    {
        try
        {
            var client = new PortConnection
            {
                Input = data,
                Send = data.WriteAsync,
                EndSending = data.CompleteWritesAsync,
            };
            if (await client.RunAsync(PodPorts.Endpoint(pod, port), cancellationToken) is { } problem)
            {
                var text = $"error forwarding port {port} to pod {pod.Name()}, uid {pod.Uid()}: {problem}";
                await error.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken);
                await data.CompleteWritesAsync(cancellationToken);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // It broke on one side, and is broken for the other. That is no failure of the forwarding.
        }

        await EndAsync(data, error, cancellationToken);
    }

    private static async Task EndAsync(SpdyStream data, SpdyStream error, CancellationToken cancellationToken)
    {
        try
        {
            await error.CompleteWritesAsync(cancellationToken);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // The client is gone.
        }

        await data.DisposeAsync();
        await error.DisposeAsync();
    }

    private static int? PortOf(SpdyStream stream) =>
        int.TryParse(stream.Headers["port"], NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is >= 1 and <= 65535
            ? port
            : null;
}
