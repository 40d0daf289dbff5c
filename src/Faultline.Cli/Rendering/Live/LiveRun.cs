using Faultline.Engine.Journals;
using Faultline.Engine.Model.Events;

namespace Faultline.Cli.Rendering.Live;

/// <summary>The log lines of a run with its state drawn below them, a few times a second.</summary>
internal sealed class LiveRun : IRunView
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(250);

    private readonly IRunObserver _lines;
    private readonly LivePainter _painter;
    private readonly IDisposable _through;
    private readonly ITimer _timer;
    private volatile LiveState _state = new();

    public LiveRun(IRunObserver lines, Log log, Terminal terminal)
    {
        var text = new LiveText(LiveStyle.Of(terminal));
        _lines = lines;
        _painter = new LivePainter(
            terminal.Error,
            terminal.Size,
            terminal.Time,
            (width, height) => text.Draw(_state, terminal.Time.GetUtcNow(), width, height)
        );
        _through = log.Through(_painter.WriteAbove);
        _timer = terminal.Time.CreateTimer(_ => _painter.Tick(), null, Every, Every);
    }

    public void OnEvent(RunEvent happened)
    {
        _state = _state.After(happened);
        _lines.OnEvent(happened);
    }

    public void Dispose()
    {
        _timer.Dispose();
        _painter.End();
        _through.Dispose();
    }
}
