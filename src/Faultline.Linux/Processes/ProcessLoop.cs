using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace Faultline.Linux.Processes;

/// <summary>
/// One thread that waits for everything the started processes do: output to read, and their end.
/// <code>
/// pidfd, stdout, stderr of every child ──> epoll ──> handler of that descriptor
/// </code>
/// </summary>
internal sealed unsafe class ProcessLoop : IDisposable
{
    private const int Most = 64;

    // struct epoll_event is packed on x64 only.
    private static readonly int EventSize = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 12 : 16;

    private readonly int _epoll;
    private readonly Pipe _wake = Pipe.Open();
    private readonly ConcurrentDictionary<int, Action> _handlers = new();
    private volatile bool _ended;

    public ProcessLoop()
    {
        _epoll = LibC.EpollCreate(LibC.EpollCloseOnExec);
        if (_epoll < 0)
        {
            throw new IOException("No epoll descriptor could be opened: " + Marshal.GetLastPInvokeErrorMessage());
        }

        Add(_wake.ReadEnd, () => _ended = true);
        new Thread(Run) { IsBackground = true, Name = "processes" }.Start();
    }

    /// <summary>Calls the handler, on the loop's thread, whenever the descriptor is readable.</summary>
    public void Add(int descriptor, Action handler)
    {
        _handlers[descriptor] = handler;
        Change(LibC.EpollControlAdd, descriptor);
    }

    /// <summary>Stops watching and closes the descriptor.</summary>
    public void Remove(int descriptor)
    {
        if (_handlers.TryRemove(descriptor, out _))
        {
            Change(LibC.EpollControlDelete, descriptor);
            _ = LibC.Close(descriptor);
        }
    }

    /// <summary>Stops watching for a while; the descriptor stays open.</summary>
    public void Pause(int descriptor) => Change(LibC.EpollControlDelete, descriptor);

    /// <summary>Watches again.</summary>
    public void Resume(int descriptor) => Change(LibC.EpollControlAdd, descriptor);

    public void Dispose() => _wake.CloseWrite();

    private void Change(int operation, int descriptor)
    {
        var interest = stackalloc byte[16];
        var span = new Span<byte>(interest, 16);
        span.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(span, LibC.EpollIn);
        BinaryPrimitives.WriteInt32LittleEndian(span[(EventSize - 8)..], descriptor);
        if (LibC.EpollControl(_epoll, operation, descriptor, interest) != 0 && operation == LibC.EpollControlAdd)
        {
            throw new IOException("A descriptor can't be watched: " + Marshal.GetLastPInvokeErrorMessage());
        }
    }

    private void Run()
    {
        var ready = (byte*)NativeMemory.Alloc((nuint)(EventSize * Most));
        while (!_ended)
        {
            var count = LibC.EpollWait(_epoll, ready, Most, -1);
            for (var i = 0; i < count; i++)
            {
                var data = new ReadOnlySpan<byte>(ready + (i * EventSize) + EventSize - 8, 4);
                if (_handlers.TryGetValue(BinaryPrimitives.ReadInt32LittleEndian(data), out var handler))
                {
                    handler();
                }
            }
        }

        NativeMemory.Free(ready);
        _wake.CloseRead();
        _ = LibC.Close(_epoll);
    }
}
