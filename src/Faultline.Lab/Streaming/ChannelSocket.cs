using System.Buffers;
using System.Buffers.Text;
using System.Net.WebSockets;

namespace Faultline.Lab.Streaming;

/// <summary>A piece of what came on a channel.</summary>
internal readonly record struct ChannelPiece(int Channel, ReadOnlyMemory<byte> Bytes);

/// <summary>Several channels over one WebSocket: the first byte of a message says which; in base64 it is a digit, and the rest text.</summary>
internal sealed class ChannelSocket(WebSocket socket, bool isBase64, TimeProvider time) : IAsyncDisposable
{
    private const int PieceSize = 32 * 1024;

    // In base64 a message is decoded whole; clients write no larger ones.
    private const int MostText = 1024 * 1024;

    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LifeSign = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly TaskCompletionSource _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private byte[] _buffer = new byte[PieceSize];
    private int _channel = -1;

    /// <summary>Ends when the other side has taken leave, or was lost.</summary>
    public Task Gone => _gone.Task;

    /// <summary>Hands every piece on, in order, until the other side is gone.</summary>
    public async Task ReceiveAsync(Func<ChannelPiece, CancellationToken, ValueTask> take, CancellationToken cancellationToken)
    {
        try
        {
            _ = WatchAsync(cancellationToken);
            while (await (isBase64 ? TextAsync(cancellationToken) : BinaryAsync(cancellationToken)) is { } piece)
            {
                if (piece.Channel >= 0)
                {
                    await take(piece, cancellationToken);
                }
            }
        }
        catch (Exception e) when (e is WebSocketException or IOException or OperationCanceledException or InvalidOperationException)
        {
            // Lost, or left: to whoever waits it is the same.
        }
        finally
        {
            _gone.TrySetResult();
        }
    }

    /// <summary>Sends a message.</summary>
    /// <exception cref="IOException">The other side is gone.</exception>
    public async ValueTask SendAsync(int channel, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            do
            {
                var piece = bytes[..Math.Min(bytes.Length, PieceSize)];
                bytes = bytes[piece.Length..];
                var message = isBase64 ? Text(channel, piece) : [(byte)channel, .. piece.Span];
                var type = isBase64 ? WebSocketMessageType.Text : WebSocketMessageType.Binary;
                await socket.SendAsync(message, type, endOfMessage: true, cancellationToken);
            } while (bytes.Length > 0);
        }
        catch (Exception e) when (e is WebSocketException or InvalidOperationException)
        {
            throw new IOException("The client is gone: " + e.Message, e);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Takes leave, and waits a moment for the other side to do so.</summary>
    public async Task CloseAsync(CancellationToken cancellationToken)
    {
        try
        {
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, cancellationToken);
            await Gone.WaitAsync(Farewell, time, cancellationToken);
        }
        catch (Exception e) when (e is WebSocketException or IOException or InvalidOperationException or TimeoutException)
        {
            // It is gone, or stays away.
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        socket.Abort();
        socket.Dispose();
        await Gone;
        _turn.Dispose();
    }

    // While a piece waits to be taken nothing is read, not even the other side's end. Its loss shows when life signs can't be sent.
    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (!Gone.IsCompleted && socket.State is WebSocketState.Open or WebSocketState.CloseSent or WebSocketState.CloseReceived)
            {
                await Task.WhenAny(Gone, Task.Delay(LifeSign, time, cancellationToken));
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
        catch (OperationCanceledException)
        {
            // The lab ends, and everything with it.
        }

        _gone.TrySetResult();
    }

    private static byte[] Text(int channel, ReadOnlyMemory<byte> piece)
    {
        var message = new byte[1 + Base64.GetMaxEncodedToUtf8Length(piece.Length)];
        message[0] = (byte)('0' + channel);
        Base64.EncodeToUtf8(piece.Span, message.AsSpan(1), out _, out var written);
        return message[..(1 + written)];
    }

    private async ValueTask<ChannelPiece?> BinaryAsync(CancellationToken cancellationToken)
    {
        var received = await socket.ReceiveAsync(_buffer.AsMemory(), cancellationToken);
        if (received.MessageType == WebSocketMessageType.Close)
        {
            return null;
        }

        var bytes = _buffer.AsMemory(0, received.Count);
        if (_channel < 0 && bytes.Length > 0)
        {
            _channel = bytes.Span[0];
            bytes = bytes[1..];
        }

        var piece = new ChannelPiece(_channel, bytes);
        _channel = received.EndOfMessage ? -1 : _channel;
        return piece;
    }

    private async ValueTask<ChannelPiece?> TextAsync(CancellationToken cancellationToken)
    {
        var length = 0;
        ValueWebSocketReceiveResult received;
        do
        {
            if (length == _buffer.Length)
            {
                Array.Resize(ref _buffer, length < MostText ? 2 * length : throw new IOException("A message is too long."));
            }

            received = await socket.ReceiveAsync(_buffer.AsMemory(length), cancellationToken);
            if (received.MessageType == WebSocketMessageType.Close)
            {
                return null;
            }

            length += received.Count;
        } while (!received.EndOfMessage);

        if (length == 0)
        {
            return new ChannelPiece(-1, default);
        }

        var status = Base64.DecodeFromUtf8InPlace(_buffer.AsSpan(1, length - 1), out var count);
        return status == OperationStatus.Done
            ? new ChannelPiece(_buffer[0] - '0', _buffer.AsMemory(1, count))
            : throw new IOException("A message is not base64.");
    }
}
