using System.Runtime.InteropServices;

namespace Faultline.Linux.Processes;

/// <summary>
/// A started process. It is not reaped before its output has ended too, so its group number stays its own for as long as
/// anything of it may have to be ended.
/// </summary>
public sealed class ChildProcess
{
    private const byte EndOfText = 4;

    private readonly Lock _lock = new();
    private readonly TaskCompletionSource<ExitStatus> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<ExitStatus> _completed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TimeProvider _time;
    private readonly Action<ChildProcess> _ended;
    private ChildOutput? _output;
    private ChannelWriter? _channel;
    private ChannelWriter? _input;
    private int? _terminal;
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
            _output!.Close();
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

    /// <summary>
    /// Writes to the process' standard input (<see cref="ProcessSpec.TakesInput"/>), or types at its terminal. Waits while the
    /// process does not read, so it belongs on a thread of the caller's own.
    /// </summary>
    /// <returns>False where the process is gone, closed its end, or the input was closed here.</returns>
    public bool SendInput(ReadOnlySpan<byte> bytes) => _input?.Send(bytes) ?? false;

    /// <summary>The process reads an end of file; at a terminal it is typed (Ctrl-D), and more may come after it.</summary>
    public void CloseInput()
    {
        if (_terminal is null)
        {
            _input?.Close();
        }
        else
        {
            SendInput([EndOfText]);
        }
    }

    /// <summary>Gives the process' terminal another size; does nothing where it has none.</summary>
    public void Resize(TerminalSize size)
    {
        if (_terminal is { } terminal)
        {
            _output?.With(terminal, descriptor => PseudoTerminal.Resize(descriptor, size));
        }
    }

    /// <summary>
    /// Lets the process' output wait where it is (or no longer): once its pipes, or its terminal, are full, it waits to write more.
    /// What is being read at the moment still arrives.
    /// </summary>
    public void HoldOutput(bool hold) => _output?.Hold(hold);

    internal void Attach(ProcessLoop loop, ProcessSpec spec, ChildPipes pipes)
    {
        var output = _output = new ChildOutput(loop, CompleteIfDone);
        if (pipes.ToChild is { } channel)
        {
            ChildOutput.DoNotBlock(channel.WriteEnd);
            _channel = new ChannelWriter(channel.WriteEnd);
        }

        if (pipes.Input is { } input)
        {
            ChildOutput.DoNotBlock(input.WriteEnd);
            _input = new ChannelWriter(input.WriteEnd);
        }

        if (pipes.Terminal is { } terminal)
        {
            // Read and written by two who close it at different times.
            _input = new ChannelWriter(LibC.Control(terminal.Descriptor, LibC.F_DUPFD_CLOEXEC, 0));
            _terminal = terminal.Descriptor;
        }

        output.Read(pipes.Output?.ReadEnd, spec.StandardOutput, canHold: true);
        output.Read(pipes.Error?.ReadEnd, spec.StandardError, canHold: true);
        output.Read(pipes.Terminal?.Descriptor, spec.StandardOutput ?? (static _ => { }), canHold: true);
        output.Read(pipes.FromChild?.ReadEnd, spec.Channel?.Received, canHold: false);
        Watch(loop);
        lock (_lock)
        {
            _attached = true;
        }

        CompleteIfDone();
    }

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
        _input?.Close();
        _exited.TrySetResult(status);
        CompleteIfDone();
        return true;
    }

    private unsafe void CompleteIfDone()
    {
        lock (_lock)
        {
            if (!_attached || _reaped || _status is null || !_output!.IsOver)
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
