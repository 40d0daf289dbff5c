using System.Buffers;
using System.Runtime.InteropServices;
using Faultline.Linux.Sockets;

namespace Faultline.Proxy.Relaying;

/// <summary>
/// One thread that moves the data of its connections whenever their sockets are ready. What a connection does on its sockets it does
/// here, so that nothing of it has to be guarded, and no other thread has to be woken.
/// </summary>
internal sealed class EventLoop : IDisposable
{
    /// <summary>The length of the buffer.</summary>
    public const int BufferLength = 128 * 1024;

    /// <summary>How many sockets one handler may have.</summary>
    public const int SocketsPerHandler = 2;

    private readonly Poller _poller = new();
    private readonly Lock _lock = new();
    private readonly Stack<int> _free = new();
    private readonly Thread _thread;
    private List<IEventHandler> _scheduled = [];
    private List<IEventHandler> _turning = [];
    private Slot[] _slots = new Slot[64];
    private int _used;
    private bool _isStopping;
    private bool _isOver;

    public EventLoop(int number)
    {
        Number = number;
        _thread = new Thread(Run) { IsBackground = true, Name = $"proxy loop {number}" };
        _thread.Start();
    }

    /// <summary>Its number among the others.</summary>
    public int Number { get; }

    /// <summary>How many handlers it has.</summary>
    public int Load => Volatile.Read(ref _used);

    /// <summary>A buffer for whoever has its turn; only on the loop's thread.</summary>
    public byte[] Buffer { get; private set; } = ArrayPool<byte>.Shared.Rent(BufferLength);

    /// <summary>Takes the buffer away, to keep what is in it; it goes back to the pool.</summary>
    public byte[] TakeBuffer()
    {
        var taken = Buffer;
        Buffer = ArrayPool<byte>.Shared.Rent(BufferLength);
        return taken;
    }

    /// <summary>Takes a handler in.</summary>
    /// <returns>What it is known by from now on.</returns>
    public HandlerKey Add(IEventHandler handler)
    {
        lock (_lock)
        {
            _used++;
            // The first is nobody's: its key is the one of a wake-up.
            if (!_free.TryPop(out var slot) && (slot = _used) == _slots.Length)
            {
                Array.Resize(ref _slots, slot * 2);
            }

            _slots[slot].Handler = handler;
            return new HandlerKey(slot, _slots[slot].Generation);
        }
    }

    /// <summary>Lets a handler go. What was told of its sockets by then reaches nobody.</summary>
    public void Remove(HandlerKey key)
    {
        lock (_lock)
        {
            _used--;
            _slots[key.Slot] = new Slot { Generation = key.Generation + 1 };
            _free.Push(key.Slot);
        }
    }

    /// <summary>Tells a handler of a socket of its, until that is closed.</summary>
    /// <exception cref="System.ComponentModel.Win32Exception">The kernel refuses.</exception>
    public void Watch(SafeHandle socket, Readiness interest, HandlerKey key, int number) =>
        _poller.Add(socket, interest, ((long)key.Generation << 32) | ((uint)key.Slot * SocketsPerHandler + (uint)number));

    /// <summary>Tells of a socket no more.</summary>
    public void Unwatch(SafeHandle socket) => _poller.Remove(socket);

    /// <summary>Gives a handler a turn soon; from any thread.</summary>
    public void Schedule(IEventHandler handler)
    {
        lock (_lock)
        {
            if (_isOver)
            {
                return;
            }

            _scheduled.Add(handler);
            if (_scheduled.Count == 1 && Environment.CurrentManagedThreadId != _thread.ManagedThreadId)
            {
                _poller.Wake();
            }
        }
    }

    /// <summary>Ends, after those have had their turn who are scheduled.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _isStopping = true;
            _poller.Wake();
        }

        _thread.Join();
        _poller.Dispose();
        ArrayPool<byte>.Shared.Return(Buffer);
    }

    private void Run()
    {
        // Each round is a call, so that the runtime can replace its code by faster code.
        while (Round()) { }
    }

    private bool Round()
    {
        bool isIdle;
        lock (_lock)
        {
            isIdle = _scheduled.Count == 0;
            if (isIdle && _isStopping)
            {
                _isOver = true;
                return false;
            }
        }

        var count = _poller.Wait(isPatient: isIdle);
        for (var i = 0; i < count; i++)
        {
            var key = _poller.Key(i);
            var slot = Volatile.Read(ref _slots)[(uint)key / SocketsPerHandler];
            if (key != Poller.WakeKey && slot.Generation == (int)(key >> 32))
            {
                slot.Handler?.Ready(this, (int)((uint)key % SocketsPerHandler), _poller.Found(i));
            }
        }

        lock (_lock)
        {
            (_scheduled, _turning) = (_turning, _scheduled);
        }

        foreach (var handler in _turning)
        {
            handler.Turn(this);
        }

        _turning.Clear();
        return true;
    }

    private struct Slot
    {
        public IEventHandler? Handler;
        public int Generation;
    }
}
