namespace Faultline.Proxy.Relaying;

/// <summary>The connections of a proxy that live; a ring of links within them, since there may be many.</summary>
internal sealed class ConnectionSet
{
    private readonly Lock _lock = new();
    private Connection? _first;
    private bool _isClosed;

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>Adds one; false once the set is closed.</summary>
    public bool TryAdd(Connection connection)
    {
        lock (_lock)
        {
            if (_isClosed)
            {
                return false;
            }

            connection.Next = _first;
            if (_first is not null)
            {
                _first.Previous = connection;
            }

            _first = connection;
            Count++;
            return true;
        }
    }

    /// <summary>Removes one that is in it.</summary>
    public void Remove(Connection connection)
    {
        lock (_lock)
        {
            if (_first != connection && connection.Previous is null)
            {
                return;
            }

            if (connection.Previous is { } previous)
            {
                previous.Next = connection.Next;
            }
            else
            {
                _first = connection.Next;
            }

            if (connection.Next is { } next)
            {
                next.Previous = connection.Previous;
            }

            (connection.Previous, connection.Next) = (null, null);
            Count--;
        }
    }

    /// <summary>Those that live now.</summary>
    public IReadOnlyList<Connection> All()
    {
        lock (_lock)
        {
            var all = new List<Connection>(Count);
            for (var at = _first; at is not null; at = at.Next)
            {
                all.Add(at);
            }

            return all;
        }
    }

    /// <summary>Closes all, and lets none in any more.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _isClosed = true;
        }

        foreach (var connection in All())
        {
            connection.Close();
        }
    }
}
