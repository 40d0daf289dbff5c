using System.Runtime.InteropServices;

namespace Faultline.Linux.Processes;

/// <summary>
/// A started process. It is not reaped before its output has ended too, so its group number stays its own for as long as
/// anything of it may have to be ended.
/// </summary>
public sealed class ChildProcess
{
    private const int BufferSize = 64 * 1024;

    [ThreadStatic]
    private static byte[]? s_buffer;

    private readonly Lock _lock = new();
    private readonly TaskCompletionSource<ExitStatus> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<ExitStatus> _completed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TimeProvider _time;
    private readonly Action<ChildProcess> _ended;
    private readonly List<int> _open = [];
    private ProcessLoop? _loop;
    private ChannelWriter? _channel;
    private ExitStatus? _status;
    private bool _attached;
    private bool _reaped;

    internal ChildProcess(int id, bool hasOwnGroup, TimeProvider time, Action<ChildProcess> ended)
    {
        Id = id;
        HasOwnGroup = hasOwnGroup;
        _time = time;
        _ended = ended;
    }

    /// <summary>The process id, which is its group's number too where it has one of its own.</summary>
    public int Id { get; }

    /// <summary>Whether the process leads a group of its own.</summary>
    public bool HasOwnGroup { get; }

    /// <summary>Ends when the process itself has ended; others that it started may still hold its output.</summary>
    public Task<ExitStatus> Exited => _exited.Task;

    /// <summary>Ends when the process has ended and nobody holds its output any more: everything written has been seen.</summary>
    public Task<ExitStatus> Completed => _completed.Task;

    /// <summary>Sends a signal to the group (without a group of its own: to the process). False where nobody is left.</summary>
    public bool Signal(int signal)
    {
        lock (_lock)
        {
            return !_reaped && LibC.Kill(HasOwnGroup ? -Id : Id, signal) == 0;
        }
    }

    /// <summary>
    /// Ends the whole group: SIGTERM, then SIGKILL after the grace. Returns when the process is gone; what left the group on
    /// purpose and holds its output is waited for no longer than a second.
    /// </summary>
    public async Task<ExitStatus> EndAsync(TimeSpan grace)
    {
        if (grace > TimeSpan.Zero)
        {
            Signal(LibC.SIGTERM);
            await WaitAsync(Completed, grace);
        }

        // Also where the leader is gone already: others of its group may not be.
        Signal(LibC.SIGKILL);
        var status = await Exited;
        if (!await WaitAsync(Completed, TimeSpan.FromSeconds(1)))
        {
            CloseOutput();
        }

        return status;
    }

    /// <summary>
    /// Writes to the private channel (<see cref="ProcessSpec.Channel"/>), whole and in one piece beside what others send. Waits
    /// while the process does not read, so it belongs on a thread of the caller's own.
    /// </summary>
    /// <returns>False where the process is gone, closed its end, or the channel was closed here.</returns>
    public bool Send(ReadOnlySpan<byte> bytes) => _channel?.Send(bytes) ?? false;

    /// <summary>Closes our end of the private channel: the process reads an end of file there.</summary>
    public void CloseChannel() => _channel?.Close();

    internal void Attach(ProcessLoop loop, ProcessSpec spec, ChildPipes pipes)
    {
        _loop = loop;
        if (pipes.ToChild is { } channel)
        {
            DoNotBlock(channel.WriteEnd);
            _channel = new ChannelWriter(channel.WriteEnd);
        }

        Read(pipes.Output, spec.StandardOutput);
        Read(pipes.Error, spec.StandardError);
        Read(pipes.FromChild, spec.Channel?.Received);
        Watch(loop);
        lock (_lock)
        {
            _attached = true;
        }

        CompleteIfDone();
    }

    private void Read(Pipe? pipe, OutputSink? sink)
    {
        if (pipe is null)
        {
            return;
        }

        var descriptor = pipe.ReadEnd;
        DoNotBlock(descriptor);
        lock (_lock)
        {
            _open.Add(descriptor);
        }

        _loop!.Add(descriptor, () => Drain(descriptor, sink!));
    }

    private static void DoNotBlock(int descriptor) =>
        _ = LibC.Control(descriptor, LibC.F_SETFL, LibC.Control(descriptor, LibC.F_GETFL, 0) | LibC.O_NONBLOCK);

    private void Watch(ProcessLoop loop)
    {
        var pidfd = (int)LibC.SystemCall(LibC.SystemCallPidfdOpen, Id, 0);
        if (pidfd >= 0)
        {
            loop.Add(
                pidfd,
                () =>
                {
                    if (SeeExit(LibC.WaitNoHang))
                    {
                        loop.Remove(pidfd);
                    }
                }
            );
        }
        else
        {
            // Kernels before 5.3: a thread that waits for this one process.
            new Thread(() => SeeExit(0)) { IsBackground = true, Name = "process " + Id }.Start();
        }
    }

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
            CompleteIfDone();
        }
    }

    private unsafe bool SeeExit(int options)
    {
        LibC.SignalInfo info = default;
        var error = 0;
        while (
            LibC.WaitId(LibC.ProcessById, Id, &info, LibC.WaitExited | LibC.WaitNoReap | options) != 0
            && (error = Marshal.GetLastPInvokeError()) == LibC.EINTR
        ) { }

        // Somebody else in this process has reaped it: it is gone, how nobody knows, and unknown is no success.
        var isLost = error == LibC.ECHILD;
        if (info.Pid != Id && !isLost)
        {
            return false;
        }

        var status =
            isLost ? new ExitStatus(ExitStatus.Unknown, null)
            : info.Code == LibC.ChildExited ? new ExitStatus(info.Status, null)
            : new ExitStatus(null, info.Status);
        lock (_lock)
        {
            _status = status;
        }

        CloseChannel();
        _exited.TrySetResult(status);
        CompleteIfDone();
        return true;
    }

    private void CloseOutput()
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

        CompleteIfDone();
    }

    private void Close(int descriptor)
    {
        lock (_lock)
        {
            if (_open.Remove(descriptor))
            {
                _loop!.Remove(descriptor);
            }
        }
    }

    private unsafe void CompleteIfDone()
    {
        lock (_lock)
        {
            if (!_attached || _reaped || _status is null || _open.Count > 0)
            {
                return;
            }

            // The guard forgets the group first: once reaped, its number may become somebody else's.
            _ended(this);
            _reaped = true;
            LibC.SignalInfo info = default;
            _ = LibC.WaitId(LibC.ProcessById, Id, &info, LibC.WaitExited | LibC.WaitNoHang);
            OrphanReaper.Forget(Id);
        }

        _completed.TrySetResult(_status!.Value);
    }

    private async Task<bool> WaitAsync(Task task, TimeSpan most)
    {
        try
        {
            await task.WaitAsync(most, _time);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }
}
