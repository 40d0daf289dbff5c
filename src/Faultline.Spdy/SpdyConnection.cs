using Faultline.Spdy.Frames;
using Faultline.Spdy.Streams;

namespace Faultline.Spdy;

/// <summary>
/// A SPDY/3.1 connection over a duplex stream, which it owns.
/// <code>
/// transport ──> inbox ──> streams' buffers ──> whoever reads them
///     ^           └─ answers ─┐                     │
///     └─────── outbox &lt;───────┴── windows granted &lt;─┘   &lt;── whoever writes, within the other side's windows
/// </code>
/// </summary>
public sealed class SpdyConnection : IAsyncDisposable
{
    private readonly Stream _transport;
    private readonly SpdyOptions _options;
    private readonly CancellationTokenSource _end = new();
    private readonly Outbox _outbox;
    private readonly StreamTable _streams;
    private readonly ReceiveCredit _credit;
    private readonly Inbox _inbox;
    private readonly Task _sending;
    private int _disposed;

    private SpdyConnection(Stream transport, SpdyRole role, SpdyOptions options)
    {
        _transport = transport;
        _options = options;
        _outbox = new Outbox(transport, _end.Token);
        _streams = new StreamTable(role, options.MostStreams);
        _credit = new ReceiveCredit(options, _outbox);
        _inbox = new Inbox(this, options, _outbox, _streams, _credit);
        Pings = new Pings(role);
        _credit.Announce();
        _sending = Task.Run(_outbox.RunAsync);
        Completion = Task.Run(RunAsync);
    }

    /// <summary>
    /// Ends with the connection: well where the other side closed it between two frames or it was disposed here, otherwise with a
    /// <see cref="SpdyException"/>.
    /// </summary>
    public Task Completion { get; }

    internal SendWindow Window { get; } = new(SpdyOptions.UsualWindow);

    internal Pings Pings { get; }

    /// <summary>Begins to speak SPDY over a stream.</summary>
    public static SpdyConnection Start(Stream transport, SpdyRole role, SpdyOptions options) => new(transport, role, options);

    /// <summary>Opens a stream; <see cref="SpdyStream.Reply"/> tells whether it was accepted.</summary>
    /// <exception cref="SpdyException">The connection is over, or takes no more streams.</exception>
    public async Task<SpdyStream> OpenAsync(SpdyHeaders headers, CancellationToken cancellationToken = default)
    {
        SpdyStream? stream = null;

        // Numbers must appear in order, so a stream gets its own when its turn to be sent comes.
        await SendAsync(
            () =>
            {
                stream = _streams.AddOurs((id, window) => new SpdyStream(this, id, headers, window));
                return new Frame.SynStream(stream.Id, headers);
            },
            cancellationToken
        );
        return stream!;
    }

    /// <summary>The next stream that the other side opens; null where none will come any more.</summary>
    public async ValueTask<SpdyStream?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        while (await _inbox.Opened.WaitToReadAsync(cancellationToken))
        {
            if (_inbox.Opened.TryRead(out var stream))
            {
                return stream;
            }
        }

        return null;
    }

    /// <summary>Asks the other side for a sign of life, and waits for it.</summary>
    /// <exception cref="SpdyException">The connection is over.</exception>
    public async Task PingAsync(CancellationToken cancellationToken = default)
    {
        var (id, answered) = Pings.Begin();
        try
        {
            await SendAsync(() => new Frame.Ping(id), cancellationToken);
            await Task.WhenAny(answered, Completion).WaitAsync(cancellationToken);
            if (!answered.IsCompleted)
            {
                throw SpdyException.Lost();
            }
        }
        finally
        {
            Pings.End(id);
        }
    }

    /// <summary>Tells the other side that no further stream of its own will be served.</summary>
    /// <exception cref="SpdyException">The connection is over.</exception>
    public ValueTask GoAwayAsync(CancellationToken cancellationToken = default) =>
        SendAsync(() => new Frame.GoAway(_streams.LastTheirs, 0), cancellationToken);

    /// <summary>Ends the connection at once, and the transport; streams that are open fail.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            await _end.CancelAsync();
            await _transport.DisposeAsync();
        }

        await Task.WhenAll(_sending, Completion).ContinueWith(static task => _ = task.Exception, TaskScheduler.Default);
    }

    internal ValueTask SendAsync(Func<Frame?> make, CancellationToken cancellationToken) => _outbox.SendAsync(make, cancellationToken);

    /// <summary>How many of so many bytes may be sent now; waits while it is none.</summary>
    internal async ValueTask<int> TakeAsync(SpdyStream stream, int most, CancellationToken cancellationToken)
    {
        if (_options.Flow != SpdyFlow.Windows)
        {
            return most;
        }

        var granted = await stream.Window.TakeAsync(most, cancellationToken);
        var taken = 0;
        try
        {
            taken = await Window.TakeAsync(granted, cancellationToken);
            return taken;
        }
        finally
        {
            stream.Window.Grant(granted - taken);
        }
    }

    internal void Consumed(SpdyStream stream, int count) => _credit.Consumed(stream, count);

    internal void Reset(SpdyStream stream, SpdyStatus status)
    {
        var isOver = stream.IsOver;
        _streams.Fail(stream, SpdyException.Reset(status, byUs: true));
        _credit.Consumed(null, stream.Received.Drop());
        if (!isOver)
        {
            _outbox.Post(new Frame.Reset(stream.Id, status));
        }
    }

    internal void ForgetIfOver(SpdyStream stream)
    {
        if (stream.IsOver)
        {
            _streams.Remove(stream);
        }
    }

    private async Task RunAsync()
    {
        var failure = await ReadAsync();
        var why = failure ?? SpdyException.Lost();
        _streams.Close(why);
        Window.Fail(why);
        _inbox.Close();
        if (failure is { Status: not SpdyStatus.Unknown })
        {
            // Why, for who still reads; where somebody is stuck in the midst of writing, nobody does.
            _ = FarewellAsync();
        }

        _outbox.Close();
        if (failure is not null)
        {
            throw failure;
        }
    }

    private async Task<SpdyException?> ReadAsync()
    {
        try
        {
            await _inbox.RunAsync(_transport, _end.Token);
            return null;
        }
        catch (Exception) when (_end.IsCancellationRequested)
        {
            return null;
        }
        catch (SpdyException e)
        {
            return e;
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException or OperationCanceledException)
        {
            return SpdyException.Lost(e);
        }
    }

    private async Task FarewellAsync()
    {
        try
        {
            await SendAsync(() => new Frame.GoAway(_streams.LastTheirs, (int)SpdyStatus.ProtocolError), _end.Token);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // Nobody hears it.
        }
    }
}
