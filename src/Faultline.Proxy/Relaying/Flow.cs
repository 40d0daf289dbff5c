using System.Buffers;
using System.Net.Sockets;
using Faultline.Proxy.Toxics;

namespace Faultline.Proxy.Relaying;

/// <summary>
/// One direction of a connection. Where no toxic is in force and nothing waits, data go straight from socket to socket; else they go
/// through a <see cref="DelayLine"/>. An idle direction holds a small buffer at most.
/// </summary>
internal sealed class Flow(Connection connection, ToxicStream stream, Socket from, Socket to, ProxyParts parts)
{
    private const int LargeBuffer = 128 * 1024;
    private const int SmallBuffer = 1024;
    private const int LargestChunk = 64 * 1024;
    private const int LargeRead = 16 * 1024;
    private const int BuffersAtOnce = 8;
    private const int TurnsAtOnce = 32;

    // Most requests fit in: read where they are awaited, they cost one call less than to be told of them first.
    private byte[]? _small;
    private bool _isBulk;
    private DelayLine? _line;
    private int _isStopped;

    /// <summary>Whether data go straight on.</summary>
    private bool IsStraight => parts.Toxics.Of(stream).Length == 0 && (Volatile.Read(ref _line)?.IsEmpty ?? true);

    /// <summary>Moves data until their end has gone on or the connection has ended; tells the connection.</summary>
    public async Task RunAsync()
    {
        try
        {
            await MoveAsync();
        }
        catch (SocketException)
        {
            // What one side broke off is broken off for the other.
            connection.Reset();
        }
        catch (ObjectDisposedException)
        {
            // It was closed under us.
        }

        connection.FlowEnded();
    }

    private async ValueTask MoveAsync()
    {
        for (var turn = 0; ; turn++)
        {
            if (turn == TurnsAtOnce)
            {
                // A thread that waits for many sockets must not be one sender's alone.
                turn = 0;
                await Task.Yield();
            }

            if (_line is { IsEmpty: false } busy)
            {
                await busy.RoomAsync();
            }

            var small = _isBulk ? null : _small;
            var receiving = from.ReceiveAsync(small.AsMemory(), SocketFlags.None);
            turn = receiving.IsCompleted ? turn : 0;
            var count = await receiving;
            if (small is not null && count == 0)
            {
                break;
            }

            if (!(IsStraight ? await PassAsync(small, count) : await HoldAsync(small, count)))
            {
                break;
            }
        }

        if (Line(isNeeded: false) is { } line)
        {
            await line.EndAsync();
        }

        to.Shutdown(SocketShutdown.Send);
    }

    /// <summary>Toxics were added, changed or removed.</summary>
    public void ToxicsChanged() => Line(isNeeded: Array.Exists(parts.Toxics.Of(stream), toxic => toxic.Kind.HasDeadline))?.Refresh();

    /// <summary>Lets go of what waits, and of what would wait yet.</summary>
    public void Stop()
    {
        Interlocked.Exchange(ref _isStopped, 1);
        Line(isNeeded: false)?.Dispose();
    }

    // The first bytes may have been read already, into the small buffer.
    private async ValueTask<bool> PassAsync(byte[]? small, int count)
    {
        if (count > 0 && count < SmallBuffer)
        {
            parts.Counters.CountReceived(stream, count);
            await SendAsync(to, small.AsMemory(0, count));
            parts.Counters.CountSent(stream, count);
            return true;
        }

        var buffer = ArrayPool<byte>.Shared.Rent(LargeBuffer);
        try
        {
            small.AsSpan(0, count).CopyTo(buffer);
            for (var round = 0; round < BuffersAtOnce; round++)
            {
                var read = from.Receive(buffer.AsSpan(count), SocketFlags.None, out var error);
                if (error != SocketError.Success && error != SocketError.WouldBlock)
                {
                    throw new SocketException((int)error);
                }

                if (error == SocketError.WouldBlock && count == 0)
                {
                    return true;
                }

                if (count + read > 0)
                {
                    _small ??= new byte[SmallBuffer];
                    parts.Counters.CountReceived(stream, count + read);
                    await SendAsync(to, buffer.AsMemory(0, count + read));
                    parts.Counters.CountSent(stream, count + read);
                }

                // Where much comes, more is likely to have come meanwhile.
                _isBulk = count + read >= LargeRead;
                if (error == SocketError.Success && read == 0)
                {
                    return false;
                }

                if (!_isBulk || !IsStraight)
                {
                    return true;
                }

                count = 0;
            }

            return true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async ValueTask<bool> HoldAsync(byte[]? small, int count)
    {
        var line = Line(isNeeded: true)!;
        if (count > 0)
        {
            var buffer = ArrayPool<byte>.Shared.Rent(count);
            small.AsSpan(0, count).CopyTo(buffer);
            parts.Counters.CountReceived(stream, count);
            line.Add(buffer, count);
            if (count < SmallBuffer)
            {
                return true;
            }
        }

        await line.RoomAsync();
        var chunk = ArrayPool<byte>.Shared.Rent(Math.Clamp(from.Available, SmallBuffer, LargestChunk));
        var read = from.Receive(chunk, SocketFlags.None, out var error);
        if (read > 0)
        {
            parts.Counters.CountReceived(stream, read);
            line.Add(chunk, read);
            return true;
        }

        ArrayPool<byte>.Shared.Return(chunk);
        return error switch
        {
            SocketError.Success => false,
            SocketError.WouldBlock => true,
            _ => throw new SocketException((int)error),
        };
    }

    private DelayLine? Line(bool isNeeded)
    {
        var line = Volatile.Read(ref _line);
        if (line is not null || !isNeeded)
        {
            return line;
        }

        var made = new DelayLine(connection, stream, to, parts);
        line = Interlocked.CompareExchange(ref _line, made, null) ?? made;
        if (Volatile.Read(ref _isStopped) == 1)
        {
            // What the kernel had of a connection that has ended is read yet: it is not to wait in a line that nobody stops any more.
            line.Dispose();
        }

        return line;
    }

    /// <summary>Sends all of it: at once where the socket takes it.</summary>
    public static async ValueTask SendAsync(Socket to, ReadOnlyMemory<byte> data)
    {
        var sent = to.Send(data.Span, SocketFlags.None, out var error);
        if (error != SocketError.Success && error != SocketError.WouldBlock)
        {
            throw new SocketException((int)error);
        }

        while (sent < data.Length)
        {
            sent += await to.SendAsync(data[sent..], SocketFlags.None);
        }
    }
}
