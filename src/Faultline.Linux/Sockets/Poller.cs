using System.Buffers.Binary;
using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Faultline.Linux.Sockets;

/// <summary>Tells which of many sockets are ready (epoll). One thread waits; any may add, remove and wake.</summary>
public sealed unsafe class Poller : IDisposable
{
    /// <summary>The key that a wake-up has.</summary>
    public const long WakeKey = 0;

    private const int Most = 256;

    // struct epoll_event is packed on x64 alone.
    private static readonly int Size = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 12 : 16;

    private readonly SafeFileHandle _epoll;
    private readonly SafeFileHandle _wake;
    private readonly byte[] _ready = new byte[Most * 16];

    /// <summary>Makes one.</summary>
    /// <exception cref="Win32Exception">The process has no descriptors left.</exception>
    public Poller()
    {
        _epoll = new SafeFileHandle(Checked(LibC.EpollCreate(LibC.EpollCloseOnExec)), ownsHandle: true);
        _wake = new SafeFileHandle(Checked(LibC.EventCounter(0, LibC.O_NONBLOCK | LibC.O_CLOEXEC)), ownsHandle: true);
        Add(_wake, Readiness.In | Readiness.Edge, WakeKey);
    }

    /// <summary>Watches a descriptor until it is closed.</summary>
    /// <param name="descriptor">What is watched.</param>
    /// <param name="interest">For what; errors and hang-ups are told in any case.</param>
    /// <param name="key">What <see cref="Key"/> says of it.</param>
    /// <exception cref="Win32Exception">The kernel refuses, as for want of memory.</exception>
    public void Add(SafeHandle descriptor, Readiness interest, long key)
    {
        var change = stackalloc byte[16];
        *(int*)change = (int)interest;
        // Unaligned on x64, as the kernel has it.
        BinaryPrimitives.WriteInt64LittleEndian(new Span<byte>(change + Size - 8, 8), key);
        Checked(LibC.EpollControl(_epoll, LibC.EpollControlAdd, descriptor, change));
    }

    /// <summary>Watches a descriptor no more; nothing where it does not.</summary>
    public void Remove(SafeHandle descriptor)
    {
        var change = stackalloc byte[16];
        _ = LibC.EpollControl(_epoll, LibC.EpollControlDelete, descriptor, change);
    }

    /// <summary>Waits until something is ready.</summary>
    /// <param name="isPatient">False where it is only looked at.</param>
    /// <returns>How many are.</returns>
    public int Wait(bool isPatient)
    {
        fixed (byte* ready = _ready)
        {
            // Interrupted is nothing ready.
            return Math.Max(0, LibC.EpollWait(_epoll, ready, Most, isPatient ? -1 : 0));
        }
    }

    /// <summary>The key of what is ready.</summary>
    public long Key(int index) => BinaryPrimitives.ReadInt64LittleEndian(_ready.AsSpan(index * Size + Size - 8, 8));

    /// <summary>What it is ready for.</summary>
    public Readiness Found(int index) => (Readiness)BinaryPrimitives.ReadInt32LittleEndian(_ready.AsSpan(index * Size, 4));

    /// <summary>Ends a wait, or the next one.</summary>
    public void Wake()
    {
        var one = 1L;
        // Each write is an edge: nobody has to read.
        _ = LibC.Write(_wake, (byte*)&one, sizeof(long));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _wake.Dispose();
        _epoll.Dispose();
    }

    private static int Checked(int result) => result < 0 ? throw new Win32Exception(Marshal.GetLastPInvokeError()) : result;
}
