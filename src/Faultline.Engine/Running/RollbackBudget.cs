using Faultline.Engine.Model.Events;

namespace Faultline.Engine.Running;

/// <summary>
/// The time that rollbacks have. While nobody asks the run to stop it has no end; from the request on it is the budget, so that
/// they are done before whoever asked (a container's runtime, say) loses patience; a second request ends it at once. A run that
/// took longer than it may, or was halted by a safeguard, was asked by nobody: its rollbacks take what they need.
/// </summary>
internal sealed class RollbackBudget : IDisposable
{
    private readonly CancellationTokenSource _over;
    private readonly CancellationTokenRegistration _begin;
    private readonly ITimer _timer;

    public RollbackBudget(TimeSpan budget, StopSource stop, TimeProvider time)
    {
        _over = CancellationTokenSource.CreateLinkedTokenSource(stop.Abandon);
        _timer = time.CreateTimer(_ => _over.Cancel(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _begin = stop.Stop.Register(() =>
        {
            if (stop.First is not { Cause: StopCause.TimedOut or StopCause.Halted } && TimerRange.Covers(budget))
            {
                _timer.Change(budget, Timeout.InfiniteTimeSpan);
            }
        });
    }

    /// <summary>Cancelled when the time is over.</summary>
    public CancellationToken Over => _over.Token;

    public void Dispose()
    {
        _begin.Dispose();
        _timer.Dispose();
        _over.Dispose();
    }
}
