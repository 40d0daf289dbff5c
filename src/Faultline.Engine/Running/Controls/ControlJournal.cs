using Faultline.Abstractions.Data;
using Faultline.Engine.Journals;
using Faultline.Engine.Model.Events;

namespace Faultline.Engine.Running.Controls;

/// <summary>The journal as it grows, for controls to look at: read while other threads write.</summary>
internal sealed class ControlJournal(RunTally tally) : IRunObserver
{
    private readonly Lock _lock = new();
    private readonly JournalProjection _journal = new(tally);

    public void OnEvent(RunEvent happened)
    {
        lock (_lock)
        {
            _journal.OnEvent(happened);
        }
    }

    public DataNode RecordOf(int call)
    {
        lock (_lock)
        {
            return _journal.RecordOf(call);
        }
    }

    public DataNode RecordsOf(Place place)
    {
        lock (_lock)
        {
            return _journal.RecordsOf(place);
        }
    }

    public DataNode EvaluationAt(Place place)
    {
        lock (_lock)
        {
            return _journal.EvaluationAt(place);
        }
    }

    /// <summary>The journal as it will be, should nothing more happen.</summary>
    public DataObject Read(DateTimeOffset now, TimeSpan duration)
    {
        lock (_lock)
        {
            var journal = _journal.Read().With("status", tally.Status);
            var own = journal["faultline"]!;
            return journal
                .Without("faultline")
                .With("end", JournalTime.Write(now))
                .With("duration", duration.TotalSeconds)
                .With("faultline", own);
        }
    }
}
