using System.Threading.Channels;
using Faultline.Spdy.Frames;

namespace Faultline.Spdy.Streams;

/// <summary>
/// Everything that is sent, one frame at a time. Whoever writes data waits for the transport; what answers a frame that was read
/// is posted, since a reader that waited could wait for the other side's reader, and that one for us.
/// </summary>
#pragma warning disable CA1001 // A semaphore whose wait handle is never asked for holds nothing.
internal sealed class Outbox(Stream transport, CancellationToken end)
#pragma warning restore CA1001
{
    // Answers pile up only where the other side asks without ever reading.
    private const int MostPosted = 4096;

    private readonly FrameWriter _frames = new();
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Channel<Frame> _posted = Channel.CreateBounded<Frame>(
        new BoundedChannelOptions(MostPosted) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait }
    );

    /// <summary>Sends a frame that is made when its turn comes; the token counts until then, so that no frame is cut.</summary>
    /// <exception cref="SpdyException">The connection is lost.</exception>
    public async ValueTask SendAsync(Func<Frame?> make, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (make() is { } frame)
            {
                await transport.WriteAsync(_frames.Write(frame), end);
                await transport.FlushAsync(end);
            }
        }
        catch (Exception e) when (e is ObjectDisposedException || (e is OperationCanceledException && end.IsCancellationRequested))
        {
            throw SpdyException.Lost();
        }
        catch (SpdyException)
        {
            throw;
        }
        catch (Exception e) when (e is IOException or InvalidOperationException)
        {
            throw SpdyException.Lost(e);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Sends a frame soon.</summary>
    /// <exception cref="SpdyException">Too many wait: the other side does not read.</exception>
    public void Post(Frame frame)
    {
        if (!_posted.Writer.TryWrite(frame) && !_posted.Reader.Completion.IsCompleted && _posted.Reader.Count >= MostPosted)
        {
            throw SpdyException.Protocol("The other side asks for answers and does not read them.");
        }
    }

    /// <summary>Sends what is posted, until the end.</summary>
    public async Task RunAsync()
    {
        await foreach (var frame in _posted.Reader.ReadAllAsync(end))
        {
            await SendAsync(() => frame, end);
        }
    }

    /// <summary>Nothing more is posted; what is there is still sent, as far as the other side takes it.</summary>
    public void Close() => _posted.Writer.TryComplete();
}
