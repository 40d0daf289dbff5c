using System.Buffers;
using Faultline.Linux.Sockets;
using Faultline.Proxy.Toxics;

namespace Faultline.Proxy.Relaying;

/// <summary>
/// One direction of a connection. Where no toxic is in force and nothing waits, data go straight from socket to socket; else they go
/// through a <see cref="DelayLine"/>. It holds memory only while the receiver is slower than the sender. What isn't said to be for any thread is
/// for the loop's.
/// </summary>
internal sealed class Flow(Connection connection, ToxicStream stream, StreamSocket from, StreamSocket to, EventLoop loop, ProxyParts parts)
{
    private const int LargestChunk = 64 * 1024;
    private const int TurnsAtOnce = 8;

    // What the receiver had no room for: a part of a buffer from the pool.
    private byte[]? _rest;
    private int _restFrom;
    private int _restTo;

    private bool _mayReceive;
    private bool _mayHaveMore;
    private bool _isBroken;
    private bool _hasEnded;
    private bool _isOver;
    private volatile bool _mayEnd;
    private DelayLine? _line;
    private int _isStopped;

    /// <summary>Whether data go straight on.</summary>
    private bool IsStraight => parts.Toxics.Of(stream).Length == 0 && (Volatile.Read(ref _line)?.IsEmpty ?? true);

    /// <summary>The sender's socket has something.</summary>
    public void Ready(Readiness found)
    {
        _mayReceive = true;
        // The kernel says that data came, not how many: where less came than there was room for, all has come, unless there is something behind it.
        _mayHaveMore |= (found & (Readiness.PeerEnded | Readiness.HangUp | Readiness.Error | Readiness.Urgent)) != 0;
        _isBroken |= (found & Readiness.Error) != 0;
        Move();
    }

    /// <summary>The receiver's socket has room.</summary>
    public void HasSpace()
    {
        Volatile.Read(ref _line)?.HasSpace();
        if (_rest is not null && SendRest())
        {
            Move();
        }
    }

    /// <summary>Moves what there is.</summary>
    public void Move()
    {
        for (var turn = 0; ; turn++)
        {
            if (_mayEnd && !_isOver)
            {
                _isOver = true;
                connection.FlowEnded(to);
                return;
            }

            var isStraight = IsStraight;
            if (_hasEnded || _rest is not null || (!isStraight && !Line(isNeeded: true)!.HasRoomOrTells()))
            {
                if (_isBroken)
                {
                    // Nobody else would notice, since nothing is read.
                    connection.Reset();
                }

                return;
            }

            if (!_mayReceive)
            {
                return;
            }

            if (turn == TurnsAtOnce)
            {
                // The thread is not one sender's alone.
                loop.Schedule(connection);
                return;
            }

            if (!(isStraight ? Pass() : Hold()))
            {
                return;
            }
        }
    }

    /// <summary>There is room in the line again; from any thread.</summary>
    public void HasRoom() => loop.Schedule(connection);

    /// <summary>The end of the data may go on; from any thread.</summary>
    public void MayEnd()
    {
        _mayEnd = true;
        loop.Schedule(connection);
    }

    /// <summary>Toxics were added, changed or removed; from any thread.</summary>
    public void ToxicsChanged() => Line(isNeeded: Array.Exists(parts.Toxics.Of(stream), toxic => toxic.Kind.HasDeadline))?.Refresh();

    /// <summary>Lets go of what waits in toxics, and of what would wait yet; from any thread.</summary>
    public void Stop()
    {
        Interlocked.Exchange(ref _isStopped, 1);
        Line(isNeeded: false)?.Dispose();
    }

    /// <summary>Lets go of what the receiver had no room for.</summary>
    public void DropRest()
    {
        if (_rest is { } rest)
        {
            _rest = null;
            ArrayPool<byte>.Shared.Return(rest);
        }
    }

    // Whether there may be more to do.
    private bool Pass()
    {
        var count = Receive(loop.Buffer.AsSpan(0, EventLoop.BufferLength));
        if (count <= 0)
        {
            return count == 0 && End(Line(isNeeded: false));
        }

        var sent = Send(loop.Buffer.AsSpan(0, count));
        if (sent < 0)
        {
            return false;
        }

        if (sent < count)
        {
            Keep(sent, count);
        }

        return true;
    }

    private bool Hold()
    {
        var line = Line(isNeeded: true)!;
        var count = Receive(loop.Buffer.AsSpan(0, LargestChunk));
        if (count <= 0)
        {
            return count == 0 && End(line);
        }

        var chunk = ArrayPool<byte>.Shared.Rent(count);
        loop.Buffer.AsSpan(0, count).CopyTo(chunk);
        line.Add(chunk, count);
        return true;
    }

    private bool End(DelayLine? line)
    {
        _hasEnded = true;
        if (line is null)
        {
            _mayEnd = true;
            return true;
        }

        line.End();
        return false;
    }

    private int Receive(Span<byte> buffer)
    {
        var count = from.Receive(buffer);
        if (count == StreamSocket.Broken)
        {
            // What one side broke off is broken off for the other.
            connection.Reset();
        }

        if (count > 0)
        {
            parts.Counters.CountReceived(stream, loop, count);
        }

        _mayReceive = count == buffer.Length || (count > 0 && _mayHaveMore);
        return count;
    }

    // How many went; less than none where the connection broke.
    private int Send(ReadOnlySpan<byte> data)
    {
        var sent = to.Send(data);
        if (sent == StreamSocket.Broken)
        {
            connection.Reset();
            return sent;
        }

        sent = Math.Max(sent, 0);
        parts.Counters.CountSent(stream, loop, sent);
        return sent;
    }

    private void Keep(int from, int to)
    {
        // A copy of a little, so that many slow receivers don't hold large buffers.
        if (to - from <= EventLoop.BufferLength / 8)
        {
            _rest = ArrayPool<byte>.Shared.Rent(to - from);
            loop.Buffer.AsSpan(from, to - from).CopyTo(_rest);
            (_restFrom, _restTo) = (0, to - from);
        }
        else
        {
            _rest = loop.TakeBuffer();
            (_restFrom, _restTo) = (from, to);
        }
    }

    private bool SendRest()
    {
        var sent = Send(_rest.AsSpan(_restFrom, _restTo - _restFrom));
        _restFrom += Math.Max(sent, 0);
        if (sent < 0 || _restFrom < _restTo)
        {
            return false;
        }

        DropRest();
        return true;
    }

    private DelayLine? Line(bool isNeeded)
    {
        var line = Volatile.Read(ref _line);
        if (line is not null || !isNeeded)
        {
            return line;
        }

        var made = new DelayLine(connection, this, stream, to, parts);
        line = Interlocked.CompareExchange(ref _line, made, null) ?? made;
        if (Volatile.Read(ref _isStopped) == 1)
        {
            // What the kernel had of a connection that has ended may be read yet: it is not to wait in a line that nobody stops any more.
            line.Dispose();
        }

        return line;
    }
}
