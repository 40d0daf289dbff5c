using System.Collections.Immutable;
using Faultline.Engine.Model;
using Faultline.Engine.Model.Events;

namespace Faultline.Engine.Journals;

/// <summary>What became of the rollbacks of a run: the undo state as a projection of the log.</summary>
internal sealed class RollbackTally
{
    private readonly List<RollbackReached> _due = [];
    private bool _begun;
    private bool _ended;
    private bool _skipped;
    private bool _failed;

    /// <summary>Whether they were played to their end, or decided against.</summary>
    public bool IsSettled => _ended || _skipped;

    /// <summary>They begin, the next is due, or they have ended.</summary>
    /// <returns>The reasons that it gives.</returns>
    public IEnumerable<Reason> See(RunEvent happened)
    {
        switch (happened)
        {
            case RollbackReached reached:
                WasReached = true;
                _due.Add(reached);
                return [];
            case RollbacksEnded:
                return End();
            default:
                _begun = true;
                return [];
        }
    }

    public void Skip() => _skipped = true;

    public void Fail() => _failed = true;

    public void FailIf(bool hasFailed) => _failed |= hasFailed;

    /// <summary>Whether any was due: controls may add some to a document that declares none.</summary>
    public bool WasReached { get; private set; }

    /// <summary>The call of a rollback has ended; one that stands for another goes by no name.</summary>
    public void Settle(string? name)
    {
        var named = _due.FindIndex(reached => reached.Name == name);
        var due = named >= 0 ? named : _due.FindIndex(reached => reached.Name is null);
        if (due >= 0)
        {
            _due.RemoveAt(due);
        }
    }

    /// <summary>
    /// They have ended. A rollback counts once its call has; one that was never called, as in a pause that was cut short, undid
    /// nothing and is a reason.
    /// </summary>
    private ImmutableArray<Reason> End()
    {
        _ended = true;
        _failed |= _due.Count > 0;
        var missed = _due.Select(reached =>
        {
            var which = reached.Name is null ? "A rollback" : $"The rollback '{reached.Name}'";
            return new Reason("rollback-failed", $"{which} was cut off before it was done.", reached.Name);
        });
        return [.. missed];
    }

    /// <summary>The undo state of a run that declares rollbacks.</summary>
    public UndoState State(bool methodStarted, RollbackStrategy strategy)
    {
        if (!methodStarted && !_begun)
        {
            return UndoState.NothingToUndo;
        }

        // Rollbacks that were neither played nor decided against are missing: the run was killed.
        return _skipped || strategy == RollbackStrategy.Never ? UndoState.Skipped
            : _ended && !_failed ? UndoState.Complete
            : UndoState.Incomplete;
    }
}
