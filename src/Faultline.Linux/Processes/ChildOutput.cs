using System.Runtime.InteropServices;

namespace Faultline.Linux.Processes;

/// <summary>What a process writes: our ends of its pipes, or of its terminal, each with whoever takes what comes.</summary>
/// <param name="loop">Tells when there is something to read.</param>
/// <param name="ended">Called whenever one of the ends is at its end.</param>
internal sealed class ChildOutput(ProcessLoop loop, Action ended)
{
    private const int BufferSize = 64 * 1024;

    [ThreadStatic]
    private static byte[]? s_buffer;

    private readonly Lock _lock = new();
    private readonly List<int> _open = [];
    private readonly List<int> _holdable = [];
    private bool _held;

    /// <summary>Whether all ends are at their end, or closed here.</summary>
    public bool IsOver
    {
        get
        {
            lock (_lock)
            {
                return _open.Count == 0;
            }
        }
    }

    /// <summary>Begins to read; an end that can be held back is one where a writer may wait.</summary>
    public void Read(int? end, OutputSink? sink, bool canHold)
    {
        if (end is not { } descriptor)
        {
            return;
        }

        DoNotBlock(descriptor);
        lock (_lock)
        {
            _open.Add(descriptor);
            if (canHold)
            {
                _holdable.Add(descriptor);
            }
        }

        loop.Add(descriptor, () => Drain(descriptor, sink!));
    }

    /// <summary>Lets what is written wait where it is, or no longer.</summary>
    public void Hold(bool hold)
    {
        lock (_lock)
        {
            if (_held == hold)
            {
                return;
            }

            _held = hold;
            foreach (var descriptor in _holdable.Where(_open.Contains))
            {
                if (hold)
                {
                    loop.Pause(descriptor);
                }
                else
                {
                    loop.Resume(descriptor);
                }
            }
        }
    }

    /// <summary>Calls back with a descriptor that can't be closed meanwhile; not at all where it is closed already.</summary>
    public void With(int descriptor, Action<int> use)
    {
        lock (_lock)
        {
            if (_open.Contains(descriptor))
            {
                use(descriptor);
            }
        }
    }

    /// <summary>Closes every end; what others still write is lost.</summary>
    public void Close()
    {
        int[] left;
        lock (_lock)
        {
            left = [.. _open];
        }

        foreach (var descriptor in left)
        {
            Close(descriptor);
        }

        ended();
    }

    public static void DoNotBlock(int descriptor) =>
        _ = LibC.Control(descriptor, LibC.F_SETFL, LibC.Control(descriptor, LibC.F_GETFL, 0) | LibC.O_NONBLOCK);

    private unsafe void Drain(int descriptor, OutputSink sink)
    {
        var buffer = s_buffer ??= GC.AllocateUninitializedArray<byte>(BufferSize, pinned: true);
        nint count;
        int error;
        fixed (byte* pointer = buffer)
        {
            // Whoever closes the descriptor holds the lock too; a closed one may already be another process' output.
            lock (_lock)
            {
                if (!_open.Contains(descriptor))
                {
                    return;
                }

                count = LibC.Read(descriptor, pointer, BufferSize);
                error = Marshal.GetLastPInvokeError();
            }
        }

        if (count > 0)
        {
            sink(buffer.AsSpan(0, (int)count));
        }
        else if (count == 0 || error is not (LibC.EAGAIN or LibC.EINTR))
        {
            Close(descriptor);
            ended();
        }
    }

    private void Close(int descriptor)
    {
        lock (_lock)
        {
            if (_open.Remove(descriptor))
            {
                loop.Remove(descriptor);
            }
        }
    }
}
