using System.Text;
using Faultline.Linux.Processes;

namespace Faultline.Lab.Workloads;

/// <summary>What one run of a container wrote, line by line with the time of each; of a long log the end.</summary>
internal sealed class PodLog(TimeProvider time, int mostLines = PodLog.MostLines)
{
    /// <summary>How many lines are kept unless said otherwise.</summary>
    public const int MostLines = 10_000;

    // A line without end must not fill the memory; longer ones are cut in pieces, as container runtimes do.
    private const int MostBytes = 16 * 1024;

    /// <summary>About how many bytes are kept.</summary>
    private const long MostKept = 8 * 1024 * 1024;

    private readonly Lock _lock = new();
    private readonly Queue<PodLogLine> _lines = [];
    private readonly List<byte> _output = [];
    private readonly List<byte> _error = [];
    private readonly List<LogTap> _taps = [];
    private TaskCompletionSource? _more;
    private long _first;
    private long _bytes;
    private bool _isOver;

    /// <summary>Takes a piece of standard output.</summary>
    public void Output(ReadOnlySpan<byte> bytes)
    {
        lock (_lock)
        {
            Take(_output, bytes);
            foreach (var tap in _taps)
            {
                tap.Output?.Invoke(bytes);
            }
        }
    }

    /// <summary>Takes a piece of standard error.</summary>
    public void Error(ReadOnlySpan<byte> bytes)
    {
        lock (_lock)
        {
            Take(_error, bytes);
            foreach (var tap in _taps)
            {
                tap.Error?.Invoke(bytes);
            }
        }
    }

    /// <summary>Hands on, as it comes, what is written from now on. It must be taken quickly.</summary>
    /// <param name="output">Takes standard output.</param>
    /// <param name="error">Takes standard error.</param>
    /// <param name="ended">Called when nothing more will come; at once where that is so already.</param>
    /// <returns>Ends it.</returns>
    public IDisposable Tap(OutputSink? output, OutputSink? error, Action ended)
    {
        var tap = new LogTap(output, error, ended, Remove);
        lock (_lock)
        {
            _taps.Add(tap);
            if (_isOver)
            {
                ended();
            }
        }

        return tap;
    }

    /// <summary>A line of the lab's own, such as why the program could not be started.</summary>
    public void Note(string text)
    {
        lock (_lock)
        {
            Keep(text);
        }
    }

    /// <summary>Nothing more will come: what has no line end is a line too.</summary>
    public void End()
    {
        lock (_lock)
        {
            Flush(_output);
            Flush(_error);
            _isOver = true;
            Tell();
            _taps.ForEach(tap => tap.Ended());
        }
    }

    /// <summary>The lines that are kept, oldest first.</summary>
    public IReadOnlyList<PodLogLine> Lines()
    {
        lock (_lock)
        {
            return [.. _lines];
        }
    }

    /// <summary>
    /// The lines from a position on, the position after them, and whether there will be no more. Positions begin at 0; lines that are
    /// no longer kept are passed over.
    /// </summary>
    public (IReadOnlyList<PodLogLine> Lines, long Next, bool IsOver) From(long position)
    {
        lock (_lock)
        {
            return ([.. _lines.Skip((int)Math.Max(position - _first, 0))], _first + _lines.Count, _isOver);
        }
    }

    /// <summary>Waits until there is a line at a position, or there will be none.</summary>
    public Task MoreAsync(long position, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_isOver || _first + _lines.Count > position)
            {
                return Task.CompletedTask;
            }

            _more ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _more.Task.WaitAsync(cancellationToken);
        }
    }

    private void Tell()
    {
        _more?.TrySetResult();
        _more = null;
    }

    private void Remove(LogTap tap)
    {
        lock (_lock)
        {
            _taps.Remove(tap);
        }
    }

    private void Take(List<byte> pending, ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            var at = bytes.IndexOf((byte)'\n');
            var piece = bytes[..(at < 0 ? bytes.Length : at)];
            piece = piece[..Math.Min(piece.Length, MostBytes - pending.Count)];
            pending.AddRange(piece);
            bytes = bytes[piece.Length..];
            if (bytes.Length > 0 && bytes[0] == '\n')
            {
                Keep(Encoding.UTF8.GetString([.. pending]));
                pending.Clear();
                bytes = bytes[1..];
            }
            else if (pending.Count == MostBytes)
            {
                Flush(pending);
            }
        }
    }

    private void Flush(List<byte> pending)
    {
        if (pending.Count > 0)
        {
            Keep(Encoding.UTF8.GetString([.. pending]));
            pending.Clear();
        }
    }

    private void Keep(string text)
    {
        _lines.Enqueue(new PodLogLine(time.GetUtcNow(), text));
        _bytes += text.Length;
        while (_lines.Count > mostLines || _bytes > MostKept)
        {
            _bytes -= _lines.Dequeue().Text.Length;
            _first++;
        }

        Tell();
    }
}
