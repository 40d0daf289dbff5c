using Faultline.Abstractions.Data;
using Faultline.Engine.Model;
using Faultline.Engine.Model.Events;

namespace Faultline.Engine.Journals;

/// <summary>
/// The Chaos Toolkit journal as a projection of the log (reference specification §16). Asked at any moment it is complete and
/// true; our own facts stand under one key, <c>faultline</c>.
/// </summary>
public sealed class JournalProjection(RunTally tally) : IRunObserver
{
    // The version of the reference's library whose journal this is; its report picks a template by it.
    private const string LibraryVersion = "1.45.0";

    private readonly List<JournalRecord> _before = [];
    private readonly List<(List<JournalRecord> Records, bool? Met)> _during = [];
    private readonly List<JournalRecord> _after = [];
    private readonly List<JournalRecord> _method = [];
    private readonly List<JournalRecord> _rollbacks = [];
    private readonly Dictionary<string, (int Checks, JournalRecord Last)> _watched = [];
    private DataObject _outputs = DataObject.Empty;
    private readonly List<Span> _timeline = [];
    private readonly List<DataNode> _changes = [];
    private readonly Dictionary<int, JournalRecord> _calls = [];
    private readonly Dictionary<Place, bool> _met = [];
    private readonly ControlFacts _controls = new();
    private readonly FaultFacts _faults = new();
    private RunStarted? _start;
    private RunEnded? _end;

    /// <inheritdoc/>
    public void OnEvent(RunEvent happened)
    {
        _controls.OnEvent(happened);
        _faults.OnEvent(happened);
        switch (happened)
        {
            case RunStarted start:
                _start = start;
                break;
            case HypothesisStarted { Place: Place.During }:
                _during.Add(([], null));
                break;
            case HypothesisEnded { Place: Place.During } ended:
                _during[^1] = (_during[^1].Records, ended.Met);
                break;
            case HypothesisStarted hypothesis:
                Open("phase", hypothesis.Place == Place.Before ? "gate" : "hypothesis", happened);
                break;
            case HypothesisEnded ended:
                Close("phase", happened);
                if (ended.Met is { } met)
                {
                    _met[ended.Place] = met;
                }

                break;
            case MethodStarted:
                Open("phase", "method", happened);
                break;
            case RollbacksStarted:
                Open("phase", "rollbacks", happened);
                break;
            case MethodEnded or RollbacksEnded:
                Close("phase", happened);
                break;
            case PauseStarted pause:
                Open("pause", pause.Activity, happened);
                break;
            case PauseEnded pause:
                Close("pause", happened, pause.Activity);
                break;
            case ActivityStarted started:
                Begin(started);
                break;
            case ActivityAttempted attempted:
                _calls[attempted.Call].Attempts = attempted.Attempt + 1;
                break;
            case OutputsGiven given:
                _outputs = given.Values.Members.Aggregate(_outputs, (all, member) => all.With(member.Key, member.Value));
                break;
            case ChangeRecorded recorded:
                _changes.Add(new DataObject([new("activity", recorded.Activity), .. EventCodec.Write(recorded.Change).Members]));
                break;
            case ActivityEnded ended:
                _calls[ended.Call].Ended = ended;
                break;
            case ToleranceJudged judged:
                _calls[judged.Call].ToleranceMet = judged.Met;
                break;
            case ControlChanged { Target: ControlTarget.Record, Call: { } call } changed:
                _calls[call].Edit((DataObject)changed.Value);
                break;
            case RunEnded end:
                _end = end;
                break;
            default:
                break;
        }
    }

    /// <summary>The journal as of now.</summary>
    /// <exception cref="InvalidOperationException">The run has not begun.</exception>
    public DataObject Read()
    {
        var start = _start ?? throw new InvalidOperationException("The run has not begun.");
        var members = new List<DataMember>
        {
            new("chaoslib-version", LibraryVersion),
            new("platform", start.Platform),
            new("node", start.Node),
            new("experiment", _controls.Document ?? start.Document),
            new("start", JournalTime.Write(start.At)),
            // Until its end a run counts as interrupted: that is what it is, should nothing more be written.
            new("status", _end?.Status ?? "interrupted"),
            new("deviated", tally.Deviated),
            new(
                "steady_states",
                DataObject.Of(
                    ("before", Evaluation(Place.Before, _before)),
                    ("after", Evaluation(Place.After, _after)),
                    (
                        "during",
                        DataArray.Of(
                            _during.Where(round => round.Met is not null).Select(round => Evaluation(round.Met!.Value, round.Records))
                        )
                    )
                )
            ),
            new("run", DataArray.Of(_method.Select(record => record.Read()))),
            new("rollbacks", DataArray.Of(_rollbacks.Select(record => record.Read()))),
        };
        if (_end is not null)
        {
            members.Add(new DataMember("end", JournalTime.Write(_end.At)));
            members.Add(new DataMember("duration", _end.Duration.TotalSeconds));
        }

        if (_end is not null)
        {
            _controls.Edit(members);
        }

        members.Add(new DataMember("faultline", OwnFacts(start)));
        return new DataObject(members);
    }

    /// <summary>The record of a call.</summary>
    internal DataNode RecordOf(int call) => _calls.TryGetValue(call, out var record) ? record.Read() : DataNull.Instance;

    /// <summary>The records of the method or of the rollbacks.</summary>
    internal DataArray RecordsOf(Place place) => DataArray.Of(ListOf(place).Select(record => record.Read()));

    /// <summary>The latest evaluation of the hypothesis at a place; null where it was cut short.</summary>
    internal DataNode EvaluationAt(Place place) =>
        place == Place.During
            ? _during is [.., ({ } records, { } met)]
                ? Evaluation(met, records)
                : DataNull.Instance
            : Evaluation(place, ListOf(place));

    private DataObject OwnFacts(RunStarted start)
    {
        var result = tally.Result;
        var facts = DataObject.Of(
            ("version", start.Version),
            ("run-id", start.RunId),
            ("source", start.Source),
            ("verdict", result.Verdict.Name()),
            ("undo", result.Undo.Name()),
            ("exit-code", result.ExitCode),
            ("ended", _end is not null),
            ("reasons", DataArray.Of(result.Reasons.Select(EventCodec.Write))),
            ("strategies", DataObject.Of(("hypothesis", start.HypothesisStrategy.Name()), ("rollbacks", start.RollbackStrategy.Name()))),
            ("timeline", DataArray.Of(_timeline.Concat(Windows()).Select(span => span.Read())))
        );
        facts = _faults.AddTo(facts);
        if (_changes.Count > 0)
        {
            facts = facts.With("changes", DataArray.Of(_changes));
        }

        if (_outputs.Members.Length > 0)
        {
            facts = facts.With("outputs", _outputs);
        }

        var attempts = _calls.Values.Where(call => call.Attempts > 1).OrderBy(call => call.Call).ToList();
        if (attempts.Count > 0)
        {
            var list = attempts.Select(call => DataObject.Of(("activity", call.Name), ("attempts", call.Attempts)));
            facts = facts.With("attempts", DataArray.Of(list));
        }

        if (_watched.Count > 0)
        {
            var list = _watched.Select(probe =>
                DataObject.Of(("probe", probe.Key), ("checks", probe.Value.Checks), ("last", probe.Value.Last.Read()))
            );
            facts = facts.With("stop-when", DataArray.Of(list));
        }

        facts = _controls.AddTo(facts);
        var warnings = _calls.Values.SelectMany(call => call.Warnings()).ToList();
        return warnings.Count == 0 ? facts : facts.With("warnings", DataArray.Of(warnings));
    }

    private DataNode Evaluation(Place place, List<JournalRecord> records) =>
        _met.TryGetValue(place, out var met) ? Evaluation(met, records) : DataNull.Instance;

    private static DataObject Evaluation(bool met, List<JournalRecord> records) =>
        DataObject.Of(("steady_state_met", met), ("probes", DataArray.Of(records.Select(record => record.Read()))));

    private IEnumerable<Span> Windows() => _faults.Windows().Select(window => new Span("fault", window.Name, window.Start, window.End));

    private void Begin(ActivityStarted started)
    {
        var record = new JournalRecord(started);
        if (started.Place != Place.Watch)
        {
            ListOf(started.Place).Add(record);
        }
        else if (_watched.TryGetValue(started.Name, out var before))
        {
            // What is watched for hours is told by its last look, and by how many there were.
            _calls.Remove(before.Last.Call);
            _watched[started.Name] = (before.Checks + 1, record);
        }
        else
        {
            _watched[started.Name] = (1, record);
        }

        _calls[started.Call] = record;
    }

    private List<JournalRecord> ListOf(Place place) =>
        place switch
        {
            Place.Before => _before,
            Place.After => _after,
            Place.Method => _method,
            Place.During => _during[^1].Records,
            Place.Rollbacks => _rollbacks,
            _ => throw new System.Diagnostics.UnreachableException(place.ToString()),
        };

    private void Open(string kind, string name, RunEvent at) => _timeline.Add(new Span(kind, name, at.At));

    // Pauses of steps in the background overlap, and only their names tell them apart.
    private void Close(string kind, RunEvent at, string? name = null)
    {
        if (
            _timeline.FindLastIndex(span => span.Kind == kind && span.End is null && (name is null || span.Name == name))
            is var open
                and >= 0
        )
        {
            _timeline[open] = _timeline[open] with { End = at.At };
        }
    }

    private sealed record Span(string Kind, string Name, DateTimeOffset Start, DateTimeOffset? End = null)
    {
        public DataObject Read() =>
            DataObject.Of(
                ("kind", Kind),
                ("name", Name),
                ("start", JournalTime.Write(Start)),
                ("end", End is { } end ? JournalTime.Write(end) : DataNull.Instance)
            );
    }
}
