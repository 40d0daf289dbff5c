using System.Threading.Channels;
using Faultline.Engine.Model.Events;

namespace Faultline.Engine.Journals;

/// <summary>
/// Hands events to another observer on a thread of its own, so that a slow one (a terminal that is held, a pipe nobody reads)
/// never delays the run, least of all its undo.
/// </summary>
public sealed class BackgroundObserver : IRunObserver
{
    private readonly Channel<RunEvent> _events = Channel.CreateUnbounded<RunEvent>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Task _reading;
    private readonly TimeProvider _time;

    /// <summary>Starts to hand events on.</summary>
    public BackgroundObserver(IRunObserver observer, TimeProvider time)
    {
        _time = time;
        _reading = Task.Run(() => ReadAsync(new HarmlessObserver(observer)));
    }

    /// <inheritdoc/>
    public void OnEvent(RunEvent happened) => _events.Writer.TryWrite(happened);

    /// <summary>Waits until everything is handed on, but no longer than the patience.</summary>
    public async Task DrainAsync(TimeSpan patience)
    {
        _events.Writer.TryComplete();
        try
        {
            await _reading.WaitAsync(patience, _time);
        }
        catch (TimeoutException)
        {
            // The run is over and written down; whoever does not read it now can read it from there.
        }
    }

    private async Task ReadAsync(HarmlessObserver observer)
    {
        await foreach (var happened in _events.Reader.ReadAllAsync())
        {
            observer.OnEvent(happened);
        }
    }
}
