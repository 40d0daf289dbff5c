using Faultline.Abstractions.Data;
using Faultline.Abstractions.Faults;
using Faultline.Engine.Model.Events;

namespace Faultline.Engine.Journals;

/// <summary>The faults of a run as its journal shows them: what was done to what, when, how that was seen, and what became of it.</summary>
internal sealed class FaultFacts : IRunObserver
{
    private readonly List<Fact> _all = [];

    public void OnEvent(RunEvent happened)
    {
        switch (happened)
        {
            case FaultCaptured captured:
                _all.Add(new Fact(captured));
                break;
            case FaultApplying applying:
                With(applying.Effect, fact => fact.Begun = applying.At);
                break;
            case FaultApplied applied:
                With(applied.Effect, fact => fact.Applied = applied.At);
                break;
            case FaultProven proven:
                With(proven.Effect, fact => fact.Proofs.Add(proven));
                break;
            case FaultReported reported:
                With(reported.Effect, fact => fact.Lines.Add(reported));
                break;
            case FaultReverted reverted:
                With(reverted.Effect, fact => fact.Reverted = reverted);
                break;
            default:
                break;
        }
    }

    /// <summary>The facts with the faults added, where there are any.</summary>
    public DataObject AddTo(DataObject facts) =>
        _all.Count == 0 ? facts : facts.With("faults", DataArray.Of(_all.Select(fact => fact.Read())));

    /// <summary>When each fault was there, for the timeline.</summary>
    public IEnumerable<(string Name, DateTimeOffset Start, DateTimeOffset? End)> Windows() =>
        _all.Where(fact => fact is { Begun: not null, Captured.IsFault: true })
            .Select(fact => (fact.Captured.Activity, fact.Applied ?? fact.Begun!.Value, fact.Reverted?.At));

    private void With(string effect, Action<Fact> change)
    {
        if (_all.Find(fact => fact.Captured.Record.Id == effect) is { } found)
        {
            change(found);
        }
    }

    private sealed class Fact(FaultCaptured captured)
    {
        public FaultCaptured Captured => captured;

        public DateTimeOffset? Begun { get; set; }

        public DateTimeOffset? Applied { get; set; }

        public FaultReverted? Reverted { get; set; }

        public List<FaultProven> Proofs { get; } = [];

        public List<FaultReported> Lines { get; } = [];

        public DataObject Read()
        {
            var record = captured.Record;
            var members = new List<DataMember>
            {
                new("effect", record.Id),
                new("kind", captured.IsFault ? "fault" : "change"),
                new("activity", captured.Activity),
                new("fault", record.Fault),
                new("what", record.What),
                new("target", record.Target),
                new("until", EventCodec.Name(captured.Until)),
            };
            if (captured.Duration is { } duration)
            {
                members.Add(new("duration", duration.TotalSeconds));
            }

            if (captured.Backend is { } backend)
            {
                members.Add(new("backend", backend));
            }

            if (captured.Limits.Length > 0)
            {
                members.Add(new("limits", DataArray.Of(captured.Limits.Select(limit => (DataNode)limit))));
            }

            members.Add(new("seed", record.Seed));
            members.Add(new("applied", Time(Applied)));
            members.Add(new("proofs", DataArray.Of(Proofs.Select(Read))));
            if (Lines.Count > 0)
            {
                members.Add(new("lines", DataArray.Of(Lines.Select(line => DataObject.Of(("at", Time(line.At)), ("text", line.Text))))));
            }

            members.Add(new("undo", Undo(record)));
            return new DataObject(members);
        }

        private DataObject Undo(UndoRecord record) =>
            DataObject.Of(
                (
                    "state",
                    Reverted is null
                        ? Begun is null
                            ? "not-applied"
                            : "open"
                        : EventCodec.Name(Reverted.Result.State)
                ),
                ("at", Time(Reverted?.At)),
                ("message", Reverted is null ? DataNull.Instance : new DataString(Reverted.Result.Message)),
                ("irreversible", record.Irreversible is { } reason ? new DataString(reason) : DataNull.Instance),
                (
                    "commands",
                    DataArray.Of(
                        (Reverted is { IsUndone: false, Result.Commands: { IsDefaultOrEmpty: false } own } ? own : record.Undo).Select(
                            command => (DataNode)command
                        )
                    )
                )
            );

        private static DataObject Read(FaultProven proven) =>
            DataObject.Of(
                ("moment", EventCodec.Name(proven.Moment)),
                ("at", Time(proven.At)),
                ("state", EventCodec.Name(proven.Proof.State)),
                ("seen", proven.Proof.Seen),
                ("figures", proven.Proof.Figures)
            );

        private static DataNode Time(DateTimeOffset? at) => at is { } known ? new DataString(JournalTime.Write(known)) : DataNull.Instance;
    }
}
