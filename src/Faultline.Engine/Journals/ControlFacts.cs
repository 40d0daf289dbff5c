using Faultline.Abstractions.Data;
using Faultline.Engine.Model.Events;

namespace Faultline.Engine.Journals;

/// <summary>What the journal says about controls: what went wrong in them, what they changed, what safeguards saw.</summary>
internal sealed class ControlFacts
{
    private readonly List<DataNode> _events = [];
    private readonly Dictionary<(string Control, string Probe), Safeguard> _safeguards = [];
    private readonly Dictionary<string, DataNode> _journal = new(StringComparer.Ordinal);
    private readonly List<string> _added = [];

    /// <summary>The experiment as a control left it; null where none changed it.</summary>
    public DataObject? Document { get; private set; }

    /// <summary>Takes note of an event; those that are about something else are ignored.</summary>
    public void OnEvent(RunEvent happened)
    {
        switch (happened)
        {
            case ControlFailed e:
                Add(e, e.Control, e.Hook, "failed", ("message", e.Message));
                break;
            case ControlChanged e:
                See(e);
                break;
            case ActivityLeftOut e:
                Add(e, e.Control, "before-activity", "left-out", ("activity", e.Activity));
                break;
            case StopRequested { Control: { } control } e:
                Add(e, control, null, "halted", ("message", e.Why ?? ""));
                break;
            case SafeguardChecked e:
                var key = (e.Control, e.Probe);
                _safeguards[key] = _safeguards.GetValueOrDefault(key, new Safeguard(0, 0, null, e)).After(e);
                break;
            default:
                break;
        }
    }

    /// <summary>The journal with what controls wrote into it.</summary>
    /// <param name="members">The journal's members, to which ours are yet to be added.</param>
    public void Edit(List<DataMember> members)
    {
        foreach (var name in _added)
        {
            var at = members.FindIndex(member => member.Key == name);
            if (at < 0)
            {
                members.Add(new DataMember(name, _journal[name]));
            }
            else
            {
                members[at] = new DataMember(name, _journal[name]);
            }
        }
    }

    /// <summary>Our own facts with those about controls, where there are any.</summary>
    public DataObject AddTo(DataObject facts)
    {
        if (_events.Count > 0)
        {
            facts = facts.With("controls", DataArray.Of(_events));
        }

        return _safeguards.Count == 0
            ? facts
            : facts.With(
                "safeguards",
                DataArray.Of(_safeguards.Select(pair => (DataNode)pair.Value.Read(pair.Key.Control, pair.Key.Probe)))
            );
    }

    private void See(ControlChanged e)
    {
        switch (e.Target)
        {
            case ControlTarget.Experiment:
                Document = (DataObject)e.Value;
                Add(e, e.Control, e.Hook, "changed", ("target", "experiment"));
                break;
            case ControlTarget.Journal:
                foreach (var member in ((DataObject)e.Value).Members)
                {
                    if (!_journal.ContainsKey(member.Key))
                    {
                        _added.Add(member.Key);
                    }

                    _journal[member.Key] = member.Value;
                }

                Add(e, e.Control, e.Hook, "changed", ("target", "journal"), ("names", Names(e)));
                break;
            default:
                Add(e, e.Control, e.Hook, "changed", ("target", EventCodec.Name(e.Target)), ("names", Names(e)));
                break;
        }
    }

    private static DataNode Names(ControlChanged e) =>
        e.Value is DataObject members ? DataArray.Of(members.Members.Select(member => (DataNode)member.Key)) : e.Value;

    private void Add(RunEvent at, string control, string? hook, string what, params ReadOnlySpan<(string Key, DataNode Value)> more) =>
        _events.Add(
            new DataObject([
                new("at", JournalTime.Write(at.At)),
                new("control", control),
                new("hook", hook is null ? DataNull.Instance : hook),
                new("what", what),
                .. DataObject.Of(more).Members,
            ])
        );

    private sealed record Safeguard(int Checks, int Misses, SafeguardChecked? FirstMiss, SafeguardChecked Last)
    {
        public Safeguard After(SafeguardChecked e) =>
            new(Checks + 1, Misses + (e.Met == true ? 0 : 1), FirstMiss ?? (e.Met == true ? null : e), e);

        public DataObject Read(string control, string probe) =>
            DataObject.Of(
                ("control", control),
                ("probe", probe),
                ("checks", Checks),
                ("misses", Misses),
                ("met", Last.Met is { } met ? met : DataNull.Instance),
                ("last", JournalTime.Write(Last.At)),
                ("missed", FirstMiss is null ? DataNull.Instance : JournalTime.Write(FirstMiss.At)),
                ("explanation", FirstMiss?.Explanation is { } explanation ? explanation : DataNull.Instance)
            );
    }
}
