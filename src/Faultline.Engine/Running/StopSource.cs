using Faultline.Engine.Model.Events;

namespace Faultline.Engine.Running;

/// <summary>
/// The two ways to stop a run. The first request ends the running activity and skips what is left; rollbacks are still played, on a
/// token of their own. The second ends those too.
/// </summary>
public sealed class StopSource : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _abandon = new();
    private readonly Lock _lock = new();
    private Action<StopRequested>? _listener;

    /// <summary>Cancelled by the first request.</summary>
    public CancellationToken Stop => _stop.Token;

    /// <summary>Cancelled by the second request: nothing is waited for any more.</summary>
    public CancellationToken Abandon => _abandon.Token;

    /// <summary>The first request, if there was one.</summary>
    public StopRequested? First { get; private set; }

    /// <summary>Asks the run to stop. Safe to call from any thread, any number of times.</summary>
    /// <param name="cause">What asks.</param>
    /// <param name="code">The code, where the cause is an exit.</param>
    public void Request(StopCause cause, int? code = null) =>
        Request(new StopRequested(cause, Again: false, code), isAsked: cause != StopCause.TimedOut);

    /// <summary>
    /// An activity asks the run to end. It never counts as a second request: Python code that is stopped may well answer with an exit,
    /// and that must not cut the rollbacks off.
    /// </summary>
    internal void RequestExit(int code) => Request(new StopRequested(StopCause.Exit, Again: false, code), isAsked: false);

    /// <summary>A condition that was watched says that the run must not go on. Never counts as a second request.</summary>
    /// <param name="by">The activity that found it.</param>
    /// <param name="why">Which condition, and what it found: a sentence.</param>
    /// <param name="rollsBack">Whether rollbacks are played by the strategy "default" too.</param>
    public void Halt(string by, string why, bool rollsBack) =>
        Request(
            new StopRequested(StopCause.Halted, Again: false)
            {
                By = by,
                Why = why,
                RollsBack = rollsBack,
            },
            isAsked: false
        );

    /// <summary>A safeguard or another control ends the run. It never counts as a second request either.</summary>
    /// <param name="control">The control's name.</param>
    /// <param name="message">The line that the log shows.</param>
    /// <param name="why">The condition, for the verdict: a sentence.</param>
    /// <param name="code">The code of the exit that it stands for; null where it stands for none.</param>
    /// <returns>Whether the run was not ending already.</returns>
    internal bool Halt(string control, string message, string why, int? code) =>
        Request(
            new StopRequested(StopCause.Halted, Again: false, code)
            {
                Control = control,
                Message = message,
                Why = why,
            },
            isAsked: false
        );

    private bool Request(StopRequested request, bool isAsked)
    {
        Action<StopRequested>? listener;
        lock (_lock)
        {
            if (!isAsked && First is not null)
            {
                // Nobody has asked a second time: the run is ending already.
                return false;
            }

            request = request with { Again = First is not null };
            First ??= request;
            listener = _listener;
        }

        try
        {
            listener?.Invoke(request);
        }
        finally
        {
            (request.Again ? _abandon : _stop).Cancel();
        }

        return true;
    }

    /// <summary>Tells the listener of a request that was made already, and of all to come.</summary>
    internal void Listen(Action<StopRequested>? listener)
    {
        StopRequested? already;
        lock (_lock)
        {
            _listener = listener;
            already = First;
        }

        if (already is not null)
        {
            listener?.Invoke(already);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Dispose();
        _abandon.Dispose();
    }
}
