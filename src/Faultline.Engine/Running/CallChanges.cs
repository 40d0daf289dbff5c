using Faultline.Abstractions.Activities;
using Faultline.Engine.Model.Events;

namespace Faultline.Engine.Running;

/// <summary>
/// What one call changes, written to the log, and to the disk, before it does. A call that was left behind because it did not end
/// finds this closed, and changes nothing more.
/// </summary>
internal sealed class CallChanges(RunContext run, string activity, int? call) : IChangeRecorder, IDisposable
{
    private readonly Lock _lock = new();
    private bool _isClosed;

    // What the document itself puts back is meant to stay.
    public bool IsUndone => run is { IsRollingBack: false, Faults: not null };

    public void Record(ChangeRecord change)
    {
        lock (_lock)
        {
            if (_isClosed)
            {
                throw new OperationCanceledException("The call has been given up, and may change nothing more.");
            }

            run.Append(new ChangeRecorded(activity, call, change), durable: true);
            if (IsUndone && run.Faults!.ReversalOf(change.Reversal) is { } reversal)
            {
                run.Faults.Keep(change, activity, call, reversal);
            }
        }
    }

    public void Made(ChangeRecord recorded, ChangeRecord made) => run.Faults?.Settle(recorded, made);

    public void NotMade(ChangeRecord recorded) => run.Faults?.Settle(recorded, made: null);

    public void Dispose()
    {
        lock (_lock)
        {
            _isClosed = true;
        }
    }
}
