using Faultline.Spdy.Frames;
using Faultline.Spdy.Streams;

namespace Faultline.Spdy;

/// <summary>
/// One stream of a connection: bytes both ways, each of which ends on its own (<see cref="CompleteWritesAsync"/>, and a read of 0).
/// A write waits until the other side takes it. Reads and writes are asynchronous only.
/// </summary>
public sealed class SpdyStream : Stream
{
    private readonly SpdyConnection _connection;
    private readonly TaskCompletionSource<SpdyHeaders> _reply = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();
    private SpdyException? _failure;
    private bool _sentLast;
    private bool _receivedLast;
    private int _unannounced;

    internal SpdyStream(SpdyConnection connection, int id, SpdyHeaders headers, int sendWindow)
    {
        _connection = connection;
        Id = id;
        Headers = headers;
        Window = new SendWindow(sendWindow);

        // Not everybody who opens a stream waits for its reply.
        _ = _reply.Task.ContinueWith(
            static task => _ = task.Exception,
            CancellationToken.None,
            TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default
        );
    }

    /// <summary>The number of the stream on its connection.</summary>
    public int Id { get; }

    /// <summary>The headers with which it was opened, and those that its opener sent since.</summary>
    public SpdyHeaders Headers { get; private set; }

    /// <summary>The other side's answer to a stream that was opened here; fails where it was refused.</summary>
    public Task<SpdyHeaders> Reply => _reply.Task;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    internal SendWindow Window { get; }

    internal ReceiveBuffer Received { get; } = new();

    internal bool IsOver
    {
        get
        {
            lock (_lock)
            {
                return _failure is not null || (_sentLast && _receivedLast);
            }
        }
    }

    internal bool HasReceivedLast
    {
        get
        {
            lock (_lock)
            {
                return _receivedLast;
            }
        }
    }

    /// <summary>Accepts a stream that the other side opened.</summary>
    /// <exception cref="SpdyException">The stream or the connection is over.</exception>
    public ValueTask ReplyAsync(SpdyHeaders headers, CancellationToken cancellationToken = default) =>
        _connection.SendAsync(() => Unless(() => new Frame.SynReply(Id, headers, false)), cancellationToken);

    /// <summary>Sends more headers.</summary>
    /// <exception cref="SpdyException">The stream or the connection is over.</exception>
    public ValueTask SendHeadersAsync(SpdyHeaders headers, CancellationToken cancellationToken = default) =>
        _connection.SendAsync(() => Unless(() => new Frame.MoreHeaders(Id, headers, false)), cancellationToken);

    /// <summary>Says that nothing more will be written. Does nothing where that was said before.</summary>
    /// <exception cref="SpdyException">The stream or the connection is over.</exception>
    public async ValueTask CompleteWritesAsync(CancellationToken cancellationToken = default)
    {
        await _connection.SendAsync(
            () =>
            {
                lock (_lock)
                {
                    if (_sentLast || _failure is not null)
                    {
                        return null;
                    }

                    _sentLast = true;
                    return new Frame.Data(Id, default, IsLast: true);
                }
            },
            cancellationToken
        );
        _connection.ForgetIfOver(this);
    }

    /// <summary>Ends the stream at once, both ways; what waits to be read is dropped.</summary>
    public void Reset(SpdyStatus status = SpdyStatus.Cancel) => _connection.Reset(this, status);

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await Received.ReadAsync(buffer, cancellationToken);
        _connection.Consumed(this, count);
        return count;
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (!buffer.IsEmpty)
        {
            var count = await _connection.TakeAsync(this, Math.Min(buffer.Length, FrameKind.DataPiece), cancellationToken);
            var piece = buffer[..count];
            await _connection.SendAsync(() => Unless(() => new Frame.Data(Id, piece, IsLast: false)), cancellationToken);
            buffer = buffer[count..];
        }
    }

    /// <inheritdoc/>
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override void Flush() { }

    /// <inheritdoc/>
    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw AsynchronousOnly();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw AsynchronousOnly();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    internal void TakeReply(SpdyHeaders headers)
    {
        if (!_reply.TrySetResult(headers))
        {
            Reset(SpdyStatus.StreamInUse);
        }
    }

    internal void TakeHeaders(SpdyHeaders headers) => Headers = Headers.With(headers);

    /// <summary>The other side will send nothing more.</summary>
    internal void TakeLast()
    {
        lock (_lock)
        {
            _receivedLast = true;
        }

        Received.End();
        _connection.ForgetIfOver(this);
    }

    /// <summary>Nothing may be sent: the stream is the other side's alone.</summary>
    internal void CloseWrites()
    {
        lock (_lock)
        {
            _sentLast = true;
        }
    }

    /// <summary>The stream is over. What has arrived can still be read, unless it was given up here.</summary>
    internal void Fail(SpdyException failure)
    {
        lock (_lock)
        {
            _failure ??= failure;
        }

        _reply.TrySetException(failure);
        Window.Fail(failure);
        Received.End(failure);
    }

    /// <summary>What was read since it was last announced, once that is worth a frame; otherwise 0.</summary>
    internal int Announce(int read, int least)
    {
        lock (_lock)
        {
            _unannounced += read;
            if (_unannounced < least || _receivedLast || _failure is not null)
            {
                return 0;
            }

            var all = _unannounced;
            _unannounced = 0;
            return all;
        }
    }

    /// <summary>How much of the stream's window the other side has used.</summary>
    internal int Used()
    {
        lock (_lock)
        {
            return _unannounced + Received.Size;
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing && !IsOver)
        {
            Reset();
        }

        base.Dispose(disposing);
    }

    private static NotSupportedException AsynchronousOnly() => new("A SPDY stream is read and written asynchronously.");

    private Frame Unless(Func<Frame> make)
    {
        lock (_lock)
        {
            return _failure is not null ? throw _failure
                : _sentLast ? throw new SpdyException(SpdyStatus.StreamAlreadyClosed, "The stream's end was announced already.")
                : make();
        }
    }
}
