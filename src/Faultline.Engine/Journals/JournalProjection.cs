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

    private readonly List<Record> _before = [];
    private readonly List<(List<Record> Records, bool? Met)> _during = [];
    private readonly List<Record> _after = [];
    private readonly List<Record> _method = [];
    private readonly List<Record> _rollbacks = [];
    private readonly Dictionary<string, (int Checks, Record Last)> _watched = [];
    private DataObject _outputs = DataObject.Empty;
    private readonly List<Span> _timeline = [];
    private readonly List<DataNode> _changes = [];
    private readonly Dictionary<int, Record> _calls = [];
    private readonly Dictionary<Place, bool> _met = [];
    private RunStarted? _start;
    private RunEnded? _end;

    /// <inheritdoc/>
    public void OnEvent(RunEvent happened)
    {
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
            new("experiment", start.Document),
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

        members.Add(new DataMember("faultline", OwnFacts(start)));
        return new DataObject(members);
    }

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
            ("timeline", DataArray.Of(_timeline.Select(span => span.Read())))
        );
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

        var warnings = _calls.Values.SelectMany(call => call.Warnings()).ToList();
        return warnings.Count == 0 ? facts : facts.With("warnings", DataArray.Of(warnings));
    }

    private DataNode Evaluation(Place place, List<Record> records) =>
        _met.TryGetValue(place, out var met) ? Evaluation(met, records) : DataNull.Instance;

    private static DataObject Evaluation(bool met, List<Record> records) =>
        DataObject.Of(("steady_state_met", met), ("probes", DataArray.Of(records.Select(record => record.Read()))));

    private void Begin(ActivityStarted started)
    {
        var record = new Record(started);
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

    private List<Record> ListOf(Place place) =>
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

    /// <summary>One call: the reference's "run" object, whose keys come in the order in which they become known.</summary>
    private sealed class Record(ActivityStarted started)
    {
        public int Call => started.Call;

        public string Name => started.Name;

        public int Attempts { get; set; } = 1;

        public ActivityEnded? Ended { get; set; }

        public bool? ToleranceMet { get; set; }

        /// <summary>What the user was warned of; the reference's record has no place for it.</summary>
        public IEnumerable<DataNode> Warnings() =>
            (Ended?.Warnings ?? []).Select(warning => DataObject.Of(("activity", started.Name), ("message", warning)));

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

            return new DataObject(members);
        }
    }
}
