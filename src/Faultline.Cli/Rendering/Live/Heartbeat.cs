using Faultline.Engine.Journals;
using Faultline.Engine.Model.Events;

namespace Faultline.Cli.Rendering.Live;

/// <summary>The log lines of a run, and one more whenever nothing was logged for a while: CI systems end jobs that say nothing.</summary>
internal sealed class Heartbeat : IRunView
{
    /// <summary>The longest silence.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(30);

    private readonly IRunObserver _lines;
    private readonly Log _log;
    private readonly TimeProvider _time;
    private readonly bool _eventsAreLines;
    private readonly IDisposable _through;
    private readonly ITimer _timer;
    private volatile LiveState _state = new();
    private int _isBeating;

    /// <param name="lines">What writes the lines of the run.</param>
    /// <param name="log">The log.</param>
    /// <param name="terminal">Where it goes.</param>
    /// <param name="eventsAreLines">Whether each event is a line by itself, so that silence is a lack of events.</param>
    public Heartbeat(IRunObserver lines, Log log, Terminal terminal, bool eventsAreLines)
    {
        _lines = lines;
        _log = log;
        _time = terminal.Time;
        _eventsAreLines = eventsAreLines;
        _timer = terminal.Time.CreateTimer(_ => Beat(), null, Every, Every);
        _through = log.Through(line =>
        {
            terminal.Error.WriteLine(line);
            Rest();
        });
    }

    public void OnEvent(RunEvent happened)
    {
        _state = _state.After(happened);
        _lines.OnEvent(happened);
        if (_eventsAreLines)
        {
            Rest();
        }
    }

    public void Dispose()
    {
        _timer.Dispose();
        _through.Dispose();
    }

    private void Rest() => _timer.Change(Every, Every);

    // Where nobody reads, the first beat waits, and the others do not pile up behind it.
    private void Beat()
    {
        if (_state is not { Start: { } start, End: null } || Interlocked.Exchange(ref _isBeating, 1) == 1)
        {
            return;
        }

        try
        {
            var now = _time.GetUtcNow();
            var doing = string.Join("; ", Doing.Of(_state, now).Select(one => one.Words).DefaultIfEmpty("between two activities"));
            _log.Write(LogLevel.Info, $"Still running after {SpanText.Words(now - start)}: {doing}");
        }
        finally
        {
            Interlocked.Exchange(ref _isBeating, 0);
        }
    }
}
