using System.Collections.Concurrent;
using System.Globalization;
using Faultline.Abstractions;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Secrets;
using Faultline.Linux.Processes;

namespace Faultline.Providers.Local.Python;

/// <summary>One interpreter: calls by number, each answered once, whatever becomes of it.</summary>
internal sealed class PythonProcess : IAsyncDisposable
{
    // What an interpreter may take to end by itself, its exit handlers included.
    private static readonly TimeSpan Farewell = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LastWords = TimeSpan.FromMilliseconds(100);
    private const int Kill = 9;

    private readonly TimeProvider _time;
    private readonly string _path;
    private readonly Lock _lock = new();
    private readonly ConcurrentDictionary<long, OpenCall> _open = new();
    private readonly BlockingCollection<byte[]> _outbox = [];
    private readonly PrintedText _printed = new();
    private readonly PythonMessageReader _reader;
    private readonly ChildProcess _child;
    private readonly Task _sending;
    private readonly Task _watch;
    private volatile string? _ended;
    private volatile bool _isLeaving;
    private Task? _replacing;

    /// <summary>Starts an interpreter.</summary>
    /// <exception cref="ProcessStartException">It could not be started.</exception>
    public PythonProcess(string path, ProcessStarter starter, IEnvironment environment, TimeProvider time)
    {
        _path = path;
        _time = time;
        _reader = new PythonMessageReader(Received);
        _child = starter.Start(
            new ProcessSpec
            {
                Path = path,
                Arguments = PythonSources.Arguments,
                Environment = environment.All,
                StandardOutput = _printed.TakeOutput,
                StandardError = _printed.TakeError,
                Channel = new ProcessChannel
                {
                    ReadsAt = PythonSources.ReadsAt,
                    WritesAt = PythonSources.WritesAt,
                    Received = Receive,
                },
            }
        );
        _outbox.Add(PythonSources.Opening());
        _sending = Task.Factory.StartNew(Send, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        _watch = WatchAsync();
    }

    /// <summary>Whether it ever came to take calls: one that did not is no Python, or too old.</summary>
    public bool WasReady { get; private set; }

    /// <summary>Whether it takes no more calls.</summary>
    public bool IsLeaving => _isLeaving || _ended is not null;

    /// <summary>Keeps what functions print in this folder.</summary>
    public void KeepPrinted(string? folder, ISecretMask mask) => _printed.KeepIn(folder, mask);

    /// <summary>Makes a call.</summary>
    /// <param name="number">A number that was never used here.</param>
    /// <param name="request">What to do.</param>
    public async Task<PythonReply> AskAsync(long number, DataObject request)
    {
        var call = new OpenCall();
        _open[number] = call;
        if (!Post(PythonMessage.Frame(number, request)))
        {
            call.Answer.TrySetResult(null);
        }

        return await call.Answer.Task is { } answer ? new PythonReply { Answer = answer.Read() } : new PythonReply { Ended = _ended };
    }

    /// <summary>Asks a call to end. Its answer tells when it has.</summary>
    public void Stop(long number)
    {
        if (_open.TryGetValue(number, out var call))
        {
            call.IsStopping = true;
            Post(PythonMessage.Frame(number, DataObject.Of(("do", "stop"))));
        }
    }

    /// <summary>Ends the interpreter because a call in it does not; calls that nobody stopped get the grace to come to their end.</summary>
    /// <param name="why">The reason that calls get which did not.</param>
    /// <param name="grace">How long they are waited for.</param>
    public Task ReplaceAsync(string why, TimeSpan grace)
    {
        lock (_lock)
        {
            _isLeaving = true;
            return _replacing ??= ReplaceOnceAsync(why, grace);
        }
    }

    /// <summary>Lets the interpreter end by itself, and ends it where it does not.</summary>
    public async ValueTask DisposeAsync()
    {
        Close("the run is over");
        _child.CloseChannel();
        await WaitAsync(_child.Exited, Farewell);
        await _child.EndAsync(TimeSpan.Zero);
        await _watch;
        await _sending;
        _outbox.Dispose();
    }

    private async Task ReplaceOnceAsync(string why, TimeSpan grace)
    {
        await WaitAsync(Task.WhenAll(_open.Values.Where(call => !call.IsStopping).Select(call => call.Answer.Task)), grace);
        Close(why);
        await _child.EndAsync(TimeSpan.Zero);
        await _watch;
    }

    private async Task WatchAsync()
    {
        var status = await _child.Exited;
        // Answers and last words may still be in the pipes.
        await WaitAsync(_child.Completed, LastWords);
        Close(Describe(status));
        // What its functions started ends with it.
        await _child.EndAsync(TimeSpan.Zero);
        foreach (var number in _open.Keys)
        {
            Answer(number, null);
        }

        _printed.Dispose();
    }

    private string Describe(ExitStatus status)
    {
        var how = status.Signal is { } signal
            ? string.Create(CultureInfo.InvariantCulture, $"was ended by signal {signal}")
            : string.Create(CultureInfo.InvariantCulture, $"ended with exit code {status.Code}");
        return $"the Python interpreter {_path} {how}{(_printed.LastLines() is { } lines ? ": " + lines : "")}";
    }

    // The first reason counts.
    private void Close(string why)
    {
        lock (_lock)
        {
            _ended ??= why;
            _outbox.CompleteAdding();
        }
    }

    private bool Post(byte[] frame)
    {
        lock (_lock)
        {
            if (_ended is null)
            {
                _outbox.Add(frame);
            }

            return _ended is null;
        }
    }

    private void Send()
    {
        foreach (var frame in _outbox.GetConsumingEnumerable())
        {
            if (!_child.Send(frame))
            {
                return;
            }
        }
    }

    private void Receive(ReadOnlySpan<byte> bytes)
    {
        if (!_reader.Take(bytes))
        {
            // Somebody else wrote there, and no later byte can be trusted.
            Close($"the Python interpreter {_path} was ended because what came out of it is no answer");
            _child.Signal(Kill);
        }
    }

    private void Received(PythonMessage message)
    {
        WasReady = true;
        Answer(message.Call, message);
    }

    private void Answer(long number, PythonMessage? answer)
    {
        if (_open.TryRemove(number, out var call))
        {
            call.Answer.TrySetResult(answer);
        }
    }

    private async Task WaitAsync(Task task, TimeSpan most)
    {
        try
        {
            await task.WaitAsync(most, _time);
        }
        catch (TimeoutException)
        {
            // The caller goes on either way.
        }
    }

    private sealed class OpenCall
    {
        public TaskCompletionSource<PythonMessage?> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public volatile bool IsStopping;
    }
}
