using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Faults;

namespace Faultline.Engine.Running.Faults;

/// <summary>An effect that may be there.</summary>
internal sealed class ActiveFault(UndoRecord record, FaultContext context, FaultUntil until, IDisposable locks)
{
    private readonly Lock _lock = new();
    private Task? _ending;

    /// <summary>What undoes it, as of now; it may hold secrets, and stays in this process and the holder.</summary>
    public UndoRecord Record { get; set; } = record;

    public FaultContext Context => context;

    public FaultUntil Until => until;

    /// <summary>What undoes a change that is no fault; null for a fault.</summary>
    public IReversal? Reversal { get; init; }

    /// <summary>The change as its function has told of it so far; null for a fault.</summary>
    public ChangeRecord? Change { get; set; }

    /// <summary>What the reversal needs besides, kept in memory only.</summary>
    public DataObject Secrets => Change?.Secrets ?? DataObject.Empty;

    /// <summary>Lets go of what it claims.</summary>
    public void Release() => locks.Dispose();

    /// <summary>Puts it back, once, however often that is asked for; everybody waits for the same end.</summary>
    public Task EndAsync(Func<Task> revert)
    {
        TaskCompletionSource ended;
        lock (_lock)
        {
            if (_ending is not null)
            {
                return _ending;
            }

            ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _ending = ended.Task;
        }

        return RevertAsync(revert, ended);
    }

    private async Task RevertAsync(Func<Task> revert, TaskCompletionSource ended)
    {
        try
        {
            await revert();
        }
        finally
        {
            Release();
            ended.TrySetResult();
        }
    }
}
