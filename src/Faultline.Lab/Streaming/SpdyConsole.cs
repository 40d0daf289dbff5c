using System.Text;
using Faultline.Linux.Processes;
using Faultline.Spdy;

namespace Faultline.Lab.Streaming;

/// <summary>A client that speaks SPDY: a stream each for input, output, errors, the result and the terminal's size.</summary>
internal sealed class SpdyConsole : IConsole
{
    private static readonly TimeSpan MostWait = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LifeSign = TimeSpan.FromSeconds(5);

    private readonly SpdyConnection _connection;
    private readonly ConsoleProtocol _protocol;
    private readonly TimeProvider _time;
    private readonly Dictionary<string, SpdyStream> _streams;

    private SpdyConsole(
        SpdyConnection connection,
        ConsoleProtocol protocol,
        TimeProvider time,
        Dictionary<string, SpdyStream> streams,
        CancellationToken end
    )
    {
        _connection = connection;
        _protocol = protocol;
        _time = time;
        _streams = streams;
        Lost = LostAsync(end);
    }

    /// <inheritdoc/>
    public Task Lost { get; }

    /// <summary>Waits for the streams that belong to a request; null where the client does not open them.</summary>
    public static async Task<SpdyConsole?> AcceptAsync(
        SpdyConnection connection,
        ConsoleProtocol protocol,
        ConsoleRequest request,
        TimeProvider time,
        CancellationToken end
    )
    {
        var missing = Expected(protocol, request).ToHashSet(StringComparer.Ordinal);
        var streams = new Dictionary<string, SpdyStream>(StringComparer.Ordinal);
        using var timeout = new CancellationTokenSource(MostWait, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, end);
        try
        {
            while (missing.Count > 0)
            {
                if (await connection.AcceptAsync(either.Token) is not { } stream)
                {
                    return null;
                }

                var type = stream.Headers["streamtype"] ?? "";
                if (missing.Remove(type))
                {
                    await stream.ReplyAsync(SpdyHeaders.Empty, either.Token);
                    streams.Add(type, stream);
                }
                else
                {
                    stream.Reset(SpdyStatus.RefusedStream);
                }
            }
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            return null;
        }

        return new SpdyConsole(connection, protocol, time, streams, end);
    }

    /// <inheritdoc/>
    public ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken) =>
        _streams["stdin"].ReadAsync(buffer, cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<TerminalSize> SizesAsync(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        if (!_streams.TryGetValue("resize", out var stream))
        {
            yield break;
        }

        var sizes = new TerminalSizes();
        _ = FeedAsync(stream, sizes, cancellationToken);
        await foreach (var size in sizes.ReadAllAsync(cancellationToken))
        {
            yield return size;
        }
    }

    /// <inheritdoc/>
    public ValueTask WriteAsync(bool isError, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) =>
        _streams.TryGetValue(isError ? "stderr" : "stdout", out var stream)
            ? stream.WriteAsync(bytes, cancellationToken)
            : ValueTask.CompletedTask;

    /// <inheritdoc/>
    public async Task EndAsync(CommandResult result, CancellationToken cancellationToken)
    {
        foreach (var type in (string[])["stdout", "stderr"])
        {
            if (_streams.TryGetValue(type, out var stream))
            {
                await stream.CompleteWritesAsync(cancellationToken);
            }
        }

        var text = _protocol.HasStatus ? result.Status.ToString() : result.Failure ?? "";
        await _streams["error"].WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken);
        await _streams["error"].CompleteWritesAsync(cancellationToken);

        // The client closes when it has read everything. What it still sends must not be in the way of its farewell.
        if (_streams.TryGetValue("stdin", out var input))
        {
            _ = SwallowAsync(input, cancellationToken);
        }

        await Lost.WaitAsync(Farewell, _time, cancellationToken).ContinueWith(static task => _ = task.Exception, TaskScheduler.Default);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    // While input waits to be taken nothing is read, not even the client's end. Its loss shows when life signs can't be sent.
    private async Task LostAsync(CancellationToken end)
    {
        try
        {
            while (!_connection.Completion.IsCompleted)
            {
                await Task.WhenAny(_connection.Completion, Task.Delay(LifeSign, _time, end));
                end.ThrowIfCancellationRequested();
                await SignLifeAsync(end);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // It is lost, or the lab ends.
        }
    }

    private async Task SignLifeAsync(CancellationToken end)
    {
        using var most = new CancellationTokenSource(LifeSign, _time);
        try
        {
            await _connection.PingAsync(most.Token);
        }
        catch (OperationCanceledException) when (!end.IsCancellationRequested)
        {
            // It was sent, or many other things are on their way: no sign of a loss.
        }
    }

    private static IEnumerable<string> Expected(ConsoleProtocol protocol, ConsoleRequest request) =>
        new[]
        {
            ("error", true),
            ("stdin", request.HasInput),
            ("stdout", request.HasOutput),
            ("stderr", request.HasError),
            ("resize", request.HasTerminal && protocol.Version >= 3),
        }
            .Where(stream => stream.Item2)
            .Select(stream => stream.Item1);

    private static async Task FeedAsync(SpdyStream stream, TerminalSizes sizes, CancellationToken cancellationToken)
    {
        var buffer = new byte[256];
        try
        {
            int count;
            while ((count = await stream.ReadAsync(buffer, cancellationToken)) > 0)
            {
                sizes.Take(buffer.AsSpan(0, count));
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // The client is gone, or the program.
        }

        sizes.End();
    }

    private static async Task SwallowAsync(SpdyStream stream, CancellationToken cancellationToken)
    {
        try
        {
            await stream.CopyToAsync(Stream.Null, cancellationToken);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // The client is gone.
        }
    }
}
