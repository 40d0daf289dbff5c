using System.Buffers;
using System.Text;
using Faultline.Abstractions.Data;
using Faultline.Engine.Model.Events;

namespace Faultline.Engine.Journals;

/// <summary>Reads the stream of run events. What it throws is forgotten: an observer never harms a run.</summary>
public interface IRunObserver
{
    /// <summary>Called for every event, in order, from one thread at a time.</summary>
    void OnEvent(RunEvent happened);
}

/// <summary>
/// The append-only log of a run: one writer, a total order, one write per event, so that a kill at any moment leaves a log that
/// reads back up to its last whole line. It fails hard: an event that can't be written down must not be acted on.
/// <code>
/// runner ──Append──> events.jsonl ──> observers: console, journal, verdict
/// </code>
/// </summary>
public sealed class EventLog : IDisposable
{
    /// <summary>The log's file name in the folder of a run.</summary>
    public const string FileName = "events.jsonl";

    private readonly Lock _lock = new();
    private readonly ArrayBufferWriter<byte> _line = new();
    private readonly FileStream _file;
    private readonly TimeProvider _time;
    private readonly IReadOnlyList<IRunObserver> _observers;
    private long _sequence;
    private bool _isClosed;
    private IOException? _failure;

    /// <summary>Creates the log in the folder of a run.</summary>
    /// <param name="folder">The folder; it exists, and holds no log yet.</param>
    /// <param name="time">The clock that the events are stamped with.</param>
    /// <param name="observers">Called for every event after it is written.</param>
    public EventLog(string folder, TimeProvider time, IReadOnlyList<IRunObserver> observers)
        : this(Create(folder), time, observers) { }

    /// <summary>A log that is written to an open, unbuffered file.</summary>
    internal EventLog(FileStream file, TimeProvider time, IReadOnlyList<IRunObserver> observers)
    {
        _file = file;
        _time = time;
        _observers = observers;
    }

    /// <summary>Writes an event down and tells the observers.</summary>
    /// <param name="happened">The event; the log gives it its number and time.</param>
    /// <param name="durable">Whether it must survive a loss of power from here on.</param>
    /// <returns>The event as it was written.</returns>
    /// <exception cref="IOException">It could not be written: nothing that depends on it may happen.</exception>
    public RunEvent Append(RunEvent happened, bool durable = false)
    {
        lock (_lock)
        {
            if (_isClosed && happened is StopRequested)
            {
                // It comes from a thread of its own and may come a moment too late: the end of the run stays the last event.
                return happened;
            }

            var stamped = happened with { Sequence = _sequence + 1, At = Microseconds(_time.GetUtcNow()) };
            Write(stamped, durable);
            _sequence++;
            _isClosed |= stamped is RunEnded;
            foreach (var observer in _observers)
            {
                observer.OnEvent(stamped);
            }

            return stamped;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _isClosed = true;
            _file.Dispose();
        }
    }

    private void Write(RunEvent stamped, bool durable)
    {
        if (_failure is not null)
        {
            // What failed may have left half a line; nothing may stand behind it, nor be done without being written down.
            throw new IOException(_failure.Message, _failure);
        }

        try
        {
            _line.ResetWrittenCount();
            JsonText.Write(_line, EventCodec.Write(stamped), indent: 0);
            _line.Write("\n"u8);
            _file.Write(_line.WrittenSpan);
            if (durable)
            {
                _file.Flush(flushToDisk: true);
            }
        }
        catch (IOException e)
        {
            _failure = e;
            throw;
        }
    }

    private static FileStream Create(string folder) =>
        new(
            Path.Combine(folder, FileName),
            new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                Share = FileShare.Read,
                BufferSize = 0,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            }
        );

    // The journal's times have microseconds; the log's have no more, so that it rebuilds the journal exactly.
    private static DateTimeOffset Microseconds(DateTimeOffset at) => new(at.Ticks - (at.Ticks % TimeSpan.TicksPerMicrosecond), at.Offset);

    /// <summary>Reads a log back. A last line that was cut off by a kill is left out.</summary>
    /// <exception cref="InvalidDataException">A line before the last is not an event, or not the one that is due there.</exception>
    public static IEnumerable<RunEvent> Read(string path)
    {
        // The writer may still be at work.
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(file, Encoding.UTF8);
        var text = reader.ReadToEnd();
        var (number, calls, isWatched) = (0, new HashSet<int>(), false);
        foreach (var line in text.Split('\n')[..^1])
        {
            number++;
            RunEvent happened;
            try
            {
                happened = EventCodec.Read(JsonText.Parse(line));
                isWatched |= happened is HypothesisStarted { Place: Place.During };
                if (Contradiction(happened, number, calls, isWatched) is { } contradiction)
                {
                    throw new InvalidDataException(contradiction);
                }
            }
            catch (Exception e) when (e is DataSyntaxException or InvalidDataException or FormatException)
            {
                throw new InvalidDataException($"{path}:{number}:1: this line is not an event of a run: {e.Message}", e);
            }

            yield return happened;
        }
    }

    // Lines may be whole and the log damaged all the same, as when one was lost.
    private static string? Contradiction(RunEvent happened, int number, HashSet<int> calls, bool isWatched) =>
        happened switch
        {
            _ when happened.Sequence != number => $"it has the number {happened.Sequence}",
            RunStarted when number != 1 => "the run has begun already",
            not RunStarted when number == 1 => "a log begins with the start of the run",
            ActivityStarted started when !calls.Add(started.Call) => $"call {started.Call} has begun already",
            ActivityEnded ended when !calls.Contains(ended.Call) => $"call {ended.Call} has not begun",
            ChangeRecorded { Call: { } call } when !calls.Contains(call) => $"call {call} has not begun",
            ControlChanged { Call: { } call } when !calls.Contains(call) => $"call {call} has not begun",
            ControlChanged { Target: ControlTarget.Record, Call: null } => "it does not say which call's record was changed",
            ControlChanged { Target: ControlTarget.Experiment or ControlTarget.Journal or ControlTarget.Record, Value: not DataObject } =>
                "what was changed is no object",
            ToleranceJudged judged when !calls.Contains(judged.Call) => $"call {judged.Call} has not begun",
            ActivityStarted { Place: Place.During } or HypothesisEnded { Place: Place.During } when !isWatched =>
                "no hypothesis has been evaluated during the method yet",
            _ => null,
        };
}
