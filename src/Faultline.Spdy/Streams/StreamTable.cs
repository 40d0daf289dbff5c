namespace Faultline.Spdy.Streams;

/// <summary>The open streams of a connection, and the numbers of those to come.</summary>
internal sealed class StreamTable(SpdyRole role, int mostTheirs)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<int, SpdyStream> _streams = [];
    private int _next = role == SpdyRole.Client ? 1 : 2;
    private int _window = SpdyOptions.UsualWindow;
    private int _lastTheirs;
    private int _theirs;
    private long _mostOurs = int.MaxValue;
    private SpdyException? _closed;

    /// <summary>The last stream of the other side that was taken.</summary>
    public int LastTheirs
    {
        get
        {
            lock (_lock)
            {
                return _lastTheirs;
            }
        }
    }

    /// <summary>The open stream of this number; null where there is none.</summary>
    public SpdyStream? Find(int id)
    {
        lock (_lock)
        {
            return _streams.GetValueOrDefault(id);
        }
    }

    /// <summary>Whether there was ever such a stream.</summary>
    public bool WasOpen(int id)
    {
        lock (_lock)
        {
            return IsOurs(id) ? id < _next : id <= _lastTheirs;
        }
    }

    /// <summary>Adds a stream of ours, made from its number and its window.</summary>
    /// <exception cref="SpdyException">No more may be opened.</exception>
    public SpdyStream AddOurs(Func<int, int, SpdyStream> make)
    {
        lock (_lock)
        {
            if (_closed is not null)
            {
                throw _closed;
            }

            if (_streams.Count - _theirs >= _mostOurs || _next < 0)
            {
                throw new SpdyException(SpdyStatus.RefusedStream, $"The other side takes no more than {_streams.Count - _theirs} streams.");
            }

            var stream = make(_next, _window);
            _streams.Add(_next, stream);
            _next += 2;
            return stream;
        }
    }

    /// <summary>Adds a stream of theirs, made from its window; null where it is one too many.</summary>
    /// <exception cref="SpdyException">Its number can't be.</exception>
    public SpdyStream? AddTheirs(int id, Func<int, SpdyStream> make)
    {
        lock (_lock)
        {
            if (IsOurs(id) || id <= _lastTheirs)
            {
                throw SpdyException.Protocol(
                    $"The stream {id} can't be opened: its number is not the opener's, or not above {_lastTheirs}."
                );
            }

            _lastTheirs = id;
            if (_theirs >= mostTheirs)
            {
                return null;
            }

            var stream = make(_window);
            _streams.Add(id, stream);
            _theirs++;
            return stream;
        }
    }

    public void Remove(SpdyStream stream)
    {
        lock (_lock)
        {
            if (_streams.Remove(stream.Id) && !IsOurs(stream.Id))
            {
                _theirs--;
            }
        }
    }

    /// <summary>The stream is over.</summary>
    public void Fail(SpdyStream stream, SpdyException why)
    {
        stream.Fail(why);
        Remove(stream);
    }

    /// <summary>How many streams of ours the other side takes.</summary>
    public void LimitOurs(uint most)
    {
        lock (_lock)
        {
            _mostOurs = most;
        }
    }

    /// <summary>What the other side grants each stream from its beginning, those that are open included.</summary>
    public void SetWindow(int window)
    {
        lock (_lock)
        {
            foreach (var stream in _streams.Values)
            {
                stream.Window.Grant((long)window - _window);
            }

            _window = window;
        }
    }

    /// <summary>No more streams of ours; those above the last one that the other side took have failed.</summary>
    public void CloseOurs(int last, SpdyException why) => Close(why, stream => IsOurs(stream.Id) && stream.Id > last);

    /// <summary>Every stream has failed, and no more may be opened.</summary>
    public void Close(SpdyException why) => Close(why, static _ => true);

    private bool IsOurs(int id) => id % 2 == (role == SpdyRole.Client ? 1 : 0);

    private void Close(SpdyException why, Func<SpdyStream, bool> isMeant)
    {
        SpdyStream[] meant;
        lock (_lock)
        {
            _closed ??= why;
            meant = [.. _streams.Values.Where(isMeant)];
        }

        Array.ForEach(meant, stream => Fail(stream, why));
    }
}
