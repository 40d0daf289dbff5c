using System.Collections.Concurrent;
using System.Globalization;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Faults;
using Faultline.Linux.Processes;

namespace Faultline.Hosting.Holding;

/// <summary>The process that should answer is gone.</summary>
internal sealed class RoleGoneException(string message) : Exception(message);

/// <summary>The engine's end of the line to one process in a role of ours.</summary>
internal sealed class RolePeer
{
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<long, TaskCompletionSource<DataObject>> _open = new();
    private readonly BlockingCollection<byte[]> _waiting = [];
    private readonly Silence _silence;
    private readonly Action<DataObject> _told;
    private readonly string _role;
    private readonly TimeProvider _time;
    private ChildProcess? _process;
    private long _last;
    private volatile string? _why;

    private RolePeer(string role, Silence silence, Action<DataObject> told, TimeProvider time) =>
        (_role, _silence, _told, _time) = (role, silence, told, time);

    /// <summary>Which process.</summary>
    public ProcessIdentity Identity { get; private set; } = null!;

    /// <summary>Ends with the process, once all that it said was heard; tells why it ended.</summary>
    public Task<string> Ended { get; private set; } = null!;

    /// <summary>Starts a process in a role, on the calling thread.</summary>
    /// <param name="program">How.</param>
    /// <param name="role">The role.</param>
    /// <param name="start">Starts it.</param>
    /// <param name="silence">Notices when it does not answer any more.</param>
    /// <param name="told">Takes what it says unasked.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="ProcessStartException">It could not be started.</exception>
    public static RolePeer Start(
        RoleProgram program,
        string role,
        Func<ProcessSpec, ChildProcess> start,
        Silence silence,
        Action<DataObject> told,
        TimeProvider time
    )
    {
        var peer = new RolePeer(role, silence, told, time);
        var lines = new LineSplitter(peer.Take);
        var process = start(
            new ProcessSpec
            {
                Path = program.Path,
                Arguments = [.. program.ArgumentsOf(role)],
                Environment = program.EnvironmentOf(role),
                WorkingDirectory = role == RoleProgram.Watchdog ? "/" : null,
                Channel = new ProcessChannel
                {
                    ReadsAt = RoleProcess.ReadsAt,
                    WritesAt = RoleProcess.WritesAt,
                    Received = bytes => peer.Receive(lines, bytes),
                },
            }
        );
        peer.Identity = ProcessIdentity.Of(process.Id) ?? ProcessIdentity.Own with { Key = new ProcessKey(process.Id, 0) };
        peer._process = process;
        peer.Ended = peer.EndAsync(process);
        new Thread(peer.Send) { IsBackground = true, Name = role }.Start();
        return peer;
    }

    /// <summary>Asks, and waits for the answer.</summary>
    /// <exception cref="FaultRefusedException">The answer is a refusal.</exception>
    /// <exception cref="IOException">It could not be written down.</exception>
    /// <exception cref="RoleGoneException">The process is gone.</exception>
    public async Task<DataObject> AskAsync(DataObject question, CancellationToken stop)
    {
        var number = Interlocked.Increment(ref _last);
        var answer = new TaskCompletionSource<DataObject>(TaskCreationOptions.RunContinuationsAsynchronously);
        _open[number] = answer;
        Tell(question.With("ask", number));
        if (Ended.IsCompleted)
        {
            FailAll();
        }

        try
        {
            return await answer.Task.WaitAsync(stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            Tell(DataObject.Of(("cancel", number)));
            throw;
        }
        finally
        {
            _open.TryRemove(number, out _);
        }
    }

    /// <summary>Says something.</summary>
    public void Tell(DataObject message)
    {
        try
        {
            _waiting.TryAdd(LineSplitter.Write(message));
        }
        catch (InvalidOperationException)
        {
            // It is gone.
        }
    }

    /// <summary>Gives a sign of life, and ends the process where it has not given one for too long. From one thread.</summary>
    public void Beat()
    {
        if (Ended.IsCompleted)
        {
            return;
        }

        if (_silence.IsTooLong())
        {
            Kill(string.Create(CultureInfo.InvariantCulture, $"it did not answer for {_silence.Limit.TotalSeconds:0.##} s and was ended"));
            return;
        }

        // Beside those that wait already another one says nothing new.
        if (_waiting.Count < 2)
        {
            Tell(DataObject.Of(("beat", 1)));
        }
    }

    /// <summary>Ends the process, and all that it started, on the spot.</summary>
    public void Kill(string why)
    {
        _why ??= why;
        _process!.Signal(ProcessSignal.Kill);
    }

    /// <summary>Closes the line; the process reads an end of file.</summary>
    public void Close() => _process!.CloseChannel();

    private async Task<string> EndAsync(ChildProcess process)
    {
        var status = await process.Exited;
        // What it said last is still to be heard; what it started may hold its line, and is waited for no longer than this.
        await Task.WhenAny(process.Completed, Task.Delay(Rest, _time));
        _waiting.CompleteAdding();
        var how = _why ?? (status.Signal is { } signal ? $"signal {signal} ended it" : $"it ended with exit code {status.Code}");
        var why = string.Create(CultureInfo.InvariantCulture, $"the {_role} (process {process.Id}) is gone: {how}");
        _why = why;
        _ = Task.Run(FailAll);
        return why;
    }

    private void FailAll()
    {
        foreach (var (number, answer) in _open)
        {
            if (_open.TryRemove(number, out _))
            {
                answer.TrySetException(new RoleGoneException(_why ?? $"the {_role} is gone"));
            }
        }
    }

    private void Send()
    {
        foreach (var line in _waiting.GetConsumingEnumerable())
        {
            if (!_process!.Send(line))
            {
                break;
            }
        }
    }

    private void Receive(LineSplitter lines, ReadOnlySpan<byte> bytes)
    {
        _silence.Heard();
        try
        {
            lines.Add(bytes);
        }
        catch (InvalidDataException e)
        {
            Kill("what it says can't be understood: " + e.Message);
        }
    }

    private void Take(DataObject message)
    {
        if (!message.Has("answer"))
        {
            if (!message.Has("beat"))
            {
                _told(message);
            }
        }
        else if (_open.TryRemove(HoldingText.Integer(message, "answer"), out var answer))
        {
            if (message["ok"] is DataObject ok)
            {
                answer.TrySetResult(ok);
            }
            else if (message.Text("failed") is { } failed)
            {
                answer.TrySetException(new IOException(failed));
            }
            else
            {
                answer.TrySetException(new FaultRefusedException(message.Text("refused") ?? "it did not say why", message.Text("remedy")));
            }
        }
    }
}
