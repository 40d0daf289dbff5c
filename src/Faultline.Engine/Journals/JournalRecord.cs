using Faultline.Abstractions.Data;
using Faultline.Engine.Model.Events;

namespace Faultline.Engine.Journals;

/// <summary>One call: the reference's "run" object, whose keys come in the order in which they become known.</summary>
internal sealed class JournalRecord(ActivityStarted started)
{
    private DataObject _edits = DataObject.Empty;

    public int Call => started.Call;

    public string Name => started.Name;

    public int Attempts { get; set; } = 1;

    public ActivityEnded? Ended { get; set; }

    public bool? ToleranceMet { get; set; }

    /// <summary>What the user was warned of; the reference's record has no place for it.</summary>
    public IEnumerable<DataNode> Warnings() =>
        (Ended?.Warnings ?? []).Select(warning => DataObject.Of(("activity", started.Name), ("message", warning)));

    /// <summary>Puts what a control wrote in place of what was there.</summary>
    public void Edit(DataObject members) => _edits = members.Members.Aggregate(_edits, (all, m) => all.With(m.Key, m.Value));

    public DataObject Read()
    {
        var members = new List<DataMember>
        {
            new("activity", started.Activity),
            new("output", Ended?.Output ?? DataNull.Instance),
            new("start", JournalTime.Write(started.At)),
        };
        if (Ended is not null)
        {
            // A call that was stopped or crashed has no status, as in the reference.
            if (Ended.Result is CallResult.Succeeded or CallResult.Failed)
            {
                members.Add(new DataMember("status", Ended.Result == CallResult.Succeeded ? "succeeded" : "failed"));
            }

            if (Ended.Result == CallResult.Failed)
            {
                var lines = Ended.Trace.Append($"chaoslib.exceptions.ActivityFailed: {Ended.Message}\n");
                members.Add(new DataMember("exception", DataArray.Of(lines.Select(line => (DataNode)line))));
            }

            members.Add(new DataMember("end", JournalTime.Write(Ended.At)));
            members.Add(new DataMember("duration", (Ended.At - started.At).TotalSeconds));
        }

        if (ToleranceMet is { } met)
        {
            members.Add(new DataMember("tolerance_met", met));
        }

        return _edits.Members.Aggregate(new DataObject(members), (record, edit) => record.With(edit.Key, edit.Value));
    }
}
