using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Faultline.Linux.Processes;

/// <summary>Our end of the pipe that a process reads: a descriptor that does not block, and is awaited for a moment at a time.</summary>
#pragma warning disable CA1001 // Closed when the process ends, which every process does.
internal sealed unsafe class ChannelWriter(int descriptor)
#pragma warning restore CA1001
{
    // A descendant that inherited the other end would keep a longer wait going after the process' end.
    private const int MomentMilliseconds = 100;

    private readonly Lock _lock = new();
    private readonly SafeFileHandle _handle = new(descriptor, ownsHandle: true);

    /// <summary>Writes everything; false where nobody reads any more, or the end was closed here.</summary>
    public bool Send(ReadOnlySpan<byte> bytes)
    {
        lock (_lock)
        {
            try
            {
                while (!bytes.IsEmpty)
                {
                    var written = Write(bytes);
                    if (written >= 0)
                    {
                        bytes = bytes[(int)written..];
                    }
                    else if (!MayTryAgain(Marshal.GetLastPInvokeError()))
                    {
                        return false;
                    }
                }

                return true;
            }
            catch (ObjectDisposedException)
            {
                return false;
            }
        }
    }

    /// <summary>Closes the end, once a write under way is over.</summary>
    public void Close() => _handle.Dispose();

    private nint Write(ReadOnlySpan<byte> bytes)
    {
        fixed (byte* pointer = bytes)
        {
            return LibC.Write(_handle, pointer, bytes.Length);
        }
    }

    private bool MayTryAgain(int error)
    {
        if (error == LibC.EAGAIN)
        {
            LibC.PollRequest request = new() { Descriptor = (int)_handle.DangerousGetHandle(), Events = LibC.POLLOUT };
            _ = LibC.Poll(&request, 1, MomentMilliseconds);
        }

        return error is LibC.EAGAIN or LibC.EINTR;
    }
}
