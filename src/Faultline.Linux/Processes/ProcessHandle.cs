using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Faultline.Linux.Processes;

/// <summary>A process that we did not start, held in a way that its number can't be given to another (a pidfd).</summary>
public sealed unsafe class ProcessHandle : IDisposable
{
    private const int StepMilliseconds = 20;

    private readonly ProcessIdentity _identity;

    // -1 on kernels before 5.3: the process is then looked up anew each time.
    private readonly int _descriptor;
    private bool _disposed;

    private ProcessHandle(ProcessIdentity identity, int descriptor) => (_identity, _descriptor) = (identity, descriptor);

    /// <summary>Which process.</summary>
    public ProcessIdentity Identity => _identity;

    /// <summary>Takes hold of a process; null where it has ended, or where its number is another's by now.</summary>
    public static ProcessHandle? Open(ProcessIdentity identity)
    {
        if (!identity.IsAlive)
        {
            return null;
        }

        var handle = new ProcessHandle(identity, (int)LibC.SystemCall(LibC.SystemCallPidfdOpen, identity.Id, 0));
        // Looked at once more: whoever had the number between the look and the call is not meant.
        if (identity.IsAlive)
        {
            return handle;
        }

        handle.Dispose();
        return null;
    }

    /// <summary>Ends it at once (SIGKILL); false where it has ended, or is not ours to end.</summary>
    public bool Kill() =>
        _descriptor >= 0
            ? LibC.SystemCall(LibC.SystemCallPidfdSendSignal, _descriptor, LibC.SIGKILL, 0, 0) == 0
            : _identity.IsAlive && LibC.Kill(_identity.Id, LibC.SIGKILL) == 0;

    /// <summary>Waits for its end, on this thread.</summary>
    /// <param name="most">For how long; not at all where it is 0.</param>
    /// <returns>Whether it has ended.</returns>
    public bool WaitForEnd(TimeSpan most)
    {
        var begun = Stopwatch.GetTimestamp();
        while (true)
        {
            var left = most - Stopwatch.GetElapsedTime(begun);
            var milliseconds = (int)Math.Clamp(left.TotalMilliseconds, 0, int.MaxValue);
            if (_descriptor < 0 ? IsOverAfter(Math.Min(milliseconds, StepMilliseconds)) : Poll(milliseconds))
            {
                return true;
            }

            if (milliseconds == 0)
            {
                return false;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_disposed && _descriptor >= 0)
        {
            _ = LibC.Close(_descriptor);
        }

        _disposed = true;
    }

    private bool IsOverAfter(int milliseconds)
    {
        if (!_identity.IsAlive)
        {
            return true;
        }

        _ = LibC.Poll(null, 0, milliseconds);
        return !_identity.IsAlive;
    }

    private bool Poll(int milliseconds)
    {
        LibC.PollRequest request = new() { Descriptor = _descriptor, Events = LibC.PollReadable };
        int found;
        do
        {
            found = LibC.Poll(&request, 1, milliseconds);
        } while (found < 0 && Marshal.GetLastPInvokeError() == LibC.EINTR);

        return found > 0;
    }
}
