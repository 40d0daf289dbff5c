using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Faultline.Abstractions;
using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Extensions;
using Faultline.Linux.Processes;
using Faultline.Providers.Local.Python;

namespace Faultline.Providers.Local.Extensions;

/// <summary>A program that speaks the protocol of extensions: requests by number, each answered once, whatever becomes of it.</summary>
internal sealed class ExtensionProcess : IAsyncDisposable
{
    // What a program may take to end by itself once nothing more comes in.
    private static readonly TimeSpan Farewell = TimeSpan.FromMilliseconds(500);

    private const int Kill = 9;

    private readonly string _path;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly ConcurrentDictionary<long, OpenRequest> _open = new();
    private readonly BlockingCollection<byte[]> _outbox = [];
    private readonly PrintedText _printed = new();
    private readonly MessageLines _lines;
    private readonly Action<ExtensionProcess, DataObject> _asked;
    private readonly ChildProcess _child;
    private readonly Task _sending;
    private readonly Task _watch;
    private volatile string? _ended;
    private long _last;

    /// <summary>Starts a program.</summary>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="starter">Starts it.</param>
    /// <param name="environment">Its variables.</param>
    /// <param name="time">The clock.</param>
    /// <param name="asked">Takes what it asks of us, on the thread of all output: it must be quick.</param>
    /// <exception cref="ProcessStartException">It could not be started.</exception>
    public ExtensionProcess(
        IReadOnlyList<string> command,
        ProcessStarter starter,
        IEnvironment environment,
        TimeProvider time,
        Action<ExtensionProcess, DataObject> asked
    )
    {
        _path = command[0];
        _time = time;
        _asked = asked;
        _lines = new MessageLines(Take);
        _child = starter.Start(
            new ProcessSpec
            {
                Path = command[0],
                Arguments = [.. command.Skip(1)],
                Environment = environment.All,
                TakesInput = true,
                StandardOutput = Receive,
                StandardError = _printed.TakeError,
            }
        );
        _sending = Task.Factory.StartNew(Send, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        _watch = WatchAsync();
    }

    /// <summary>Why it takes no more requests; null where it does.</summary>
    public string? Ended => _ended;

    /// <summary>Sends a request.</summary>
    /// <param name="request">What to do; its number is added here.</param>
    /// <param name="changes">Where it writes down what it changes; null where it changes nothing.</param>
    /// <returns>The number, and the answer, which says <c>is: gone</c> where the program ended before it gave one.</returns>
    public (long Number, Task<DataObject> Answer) Ask(DataObject request, IChangeRecorder? changes)
    {
        var number = Interlocked.Increment(ref _last);
        var open = new OpenRequest(changes);
        // Known before it is sent: the program may want to write a change down at once.
        _open[number] = open;
        if (!Post(request.With("id", number)))
        {
            Answer(number, Gone());
        }

        return (number, open.Answer.Task);
    }

    /// <summary>Where an open request writes down what it changes; null where it changes nothing, or is open no more.</summary>
    public IChangeRecorder? RecorderOf(long number) => _open.TryGetValue(number, out var open) ? open.Changes : null;

    /// <summary>Sends a message that has no answer.</summary>
    /// <returns>False where nobody will read it.</returns>
    public bool Post(DataObject message)
    {
        var bytes = Encoding.UTF8.GetBytes(JsonText.Write(message, indent: 0) + "\n");
        lock (_lock)
        {
            if (_ended is null)
            {
                _outbox.Add(bytes);
            }

            return _ended is null;
        }
    }

    /// <summary>Ends the program; requests that are open are answered with the reason.</summary>
    public async Task EndAsync(string why)
    {
        Close(why);
        await _child.EndAsync(TimeSpan.Zero);
        await _watch;
    }

    /// <summary>Lets the program end by itself, and ends it where it does not.</summary>
    public async ValueTask DisposeAsync()
    {
        Close("the run is over");
        await _sending;
        _child.CloseInput();
        try
        {
            await _child.Exited.WaitAsync(Farewell, _time);
        }
        catch (TimeoutException)
        {
            // It is ended below.
        }

        await _child.EndAsync(TimeSpan.Zero);
        await _watch;
        _outbox.Dispose();
    }

    private async Task WatchAsync()
    {
        var status = await _child.Exited;
        try
        {
            await _child.Completed.WaitAsync(Farewell, _time);
        }
        catch (TimeoutException)
        {
            // Somebody whom it started holds its output; no answer comes from there.
        }

        Close(Describe(status));
        await _child.EndAsync(TimeSpan.Zero);
        foreach (var number in _open.Keys)
        {
            Answer(number, Gone());
        }

        _printed.Dispose();
    }

    private string Describe(ExitStatus status)
    {
        var how = status.Signal is { } signal
            ? string.Create(CultureInfo.InvariantCulture, $"was ended by signal {signal}")
            : string.Create(CultureInfo.InvariantCulture, $"ended with exit code {status.Code}");
        return $"the extension {_path} {how}{(_printed.LastLines() is { } lines ? ": " + lines : "")}";
    }

    private DataObject Gone() => DataObject.Of(("is", "gone"), ("message", _ended ?? "the extension is gone"));

    // The first reason counts.
    private void Close(string why)
    {
        lock (_lock)
        {
            if (_ended is null)
            {
                _ended = why;
                _outbox.CompleteAdding();
            }
        }
    }

    private void Send()
    {
        foreach (var bytes in _outbox.GetConsumingEnumerable())
        {
            if (!_child.SendInput(bytes))
            {
                return;
            }
        }
    }

    private void Receive(ReadOnlySpan<byte> bytes)
    {
        if (_lines.Take(bytes) is { } wrong)
        {
            Close($"the extension {_path} was ended, because what it wrote to its standard output is no message: {wrong}");
            _child.Signal(Kill);
        }
    }

    private void Take(DataObject message)
    {
        if (message.Has("do"))
        {
            _asked(this, message);
        }
        else if (ExtensionMessages.Number(message, "id") is { } number)
        {
            Answer(number, message);
        }
    }

    private void Answer(long number, DataObject answer)
    {
        if (_open.TryRemove(number, out var open))
        {
            open.Answer.TrySetResult(answer);
        }
    }

    private sealed record OpenRequest(IChangeRecorder? Changes)
    {
        public TaskCompletionSource<DataObject> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
