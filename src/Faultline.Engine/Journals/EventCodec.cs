using System.Collections.Immutable;
using System.Text;
using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Engine.Model;
using Faultline.Engine.Model.Events;

namespace Faultline.Engine.Journals;

/// <summary>Events to lines of the log and back. The name of an event stands under <c>event</c>; unknown members are ignored.</summary>
public static class EventCodec
{
    /// <summary>An event as one object.</summary>
    public static DataObject Write(RunEvent happened)
    {
        var (name, members) = Members(happened);
        return new DataObject([
            new DataMember("sequence", happened.Sequence),
            new DataMember("at", JournalTime.Write(happened.At)),
            new DataMember("event", name),
            .. members.Where(member => member.Value is not null).Select(member => new DataMember(member.Key, member.Value!)),
        ]);
    }

    /// <summary>An event from its object.</summary>
    /// <exception cref="InvalidDataException">The object is not an event that this version knows.</exception>
    public static RunEvent Read(DataNode node)
    {
        var line = new EventFields(node);
        var happened = ReadBody(line);
        return happened with { Sequence = line.Integer("sequence"), At = JournalTime.Read(line.Text("at")) };
    }

    private static (string Name, (string Key, DataNode? Value)[] Members) Members(RunEvent happened) =>
        happened switch
        {
            RunStarted e => (
                "run-started",
                [
                    ("run-id", e.RunId),
                    ("source", e.Source),
                    ("title", e.Title),
                    ("hypothesis-strategy", e.HypothesisStrategy.Name()),
                    ("rollback-strategy", e.RollbackStrategy.Name()),
                    ("has-hypothesis", e.HasHypothesis),
                    ("dry", Optional(e.Dry == DryMode.None ? null : e.Dry.Name())),
                    ("rollbacks", e.Rollbacks),
                    ("version", e.Version),
                    ("node", e.Node),
                    ("platform", e.Platform),
                    ("document", e.Document),
                ]
            ),
            HypothesisStarted e => ("hypothesis-started", [("place", Name(e.Place)), ("title", e.Title)]),
            HypothesisEnded e => ("hypothesis-ended", [("place", Name(e.Place)), ("met", e.Met), ("missed-by", Optional(e.MissedBy))]),
            ContinuousStarted e => ("continuous-started", [("frequency", e.Frequency.TotalSeconds)]),
            FailedFast e => ("failed-fast", [("percent", e.Percent)]),
            ContinuousEnded => ("continuous-ended", []),
            MethodStarted e => ("method-started", [("steps", e.Steps)]),
            MethodEnded => ("method-ended", []),
            RollbacksStarted e => ("rollbacks-started", [("steps", e.Steps), ("strategy", e.Strategy.Name())]),
            RollbacksSkipped e => (
                "rollbacks-skipped",
                [("strategy", e.Strategy.Name()), ("why", e.Why), ("by-signal", e.BySignal ? true : null)]
            ),
            RollbackReached e => ("rollback-reached", [("name", Optional(e.Name))]),
            RollbacksEnded => ("rollbacks-ended", []),
            PauseStarted e => ("pause-started", [("activity", e.Activity), ("before", e.Before), ("seconds", e.Seconds)]),
            PauseEnded e => ("pause-ended", [("activity", e.Activity)]),
            ActivityStarted e => (
                "activity-started",
                [
                    ("call", e.Call),
                    ("place", Name(e.Place)),
                    ("name", e.Name),
                    ("kind", e.Kind == ActivityKind.Probe ? "probe" : "action"),
                    ("background", e.Background ? true : null),
                    ("activity", e.Activity),
                ]
            ),
            ChangeRecorded e => (
                "change-recorded",
                [("activity", e.Activity), ("call", e.Call is { } call ? (DataNode)call : null), ("change", Write(e.Change))]
            ),
            ActivityEnded e => (
                "activity-ended",
                [
                    ("call", e.Call),
                    ("result", Name(e.Result)),
                    ("output", e.Output),
                    ("message", Optional(e.Message)),
                    ("trace", Texts(e.Trace)),
                    ("warnings", Texts(e.Warnings)),
                    ("unproven", Optional(e.Unproven)),
                ]
            ),
            ActivityAttempted e => (
                "activity-attempted",
                [("call", e.Call), ("attempt", e.Attempt), ("why", e.Why), ("wait", e.Wait.TotalSeconds)]
            ),
            OutputsGiven e => ("outputs-given", [("call", e.Call), ("values", e.Values)]),
            ToleranceJudged e => (
                "tolerance-judged",
                [("call", e.Call), ("met", e.Met), ("explanation", Optional(e.Explanation)), ("warnings", Texts(e.Warnings))]
            ),
            StepCrashed e => ("step-crashed", [("place", Name(e.Place)), ("activity", Optional(e.Activity)), ("message", e.Message)]),
            StopRequested e => (
                "stop-requested",
                [
                    ("cause", Name(e.Cause)),
                    ("again", e.Again),
                    ("code", e.Code is { } code ? (DataNode)code : null),
                    ("why", Optional(e.Why)),
                    ("by", Optional(e.By)),
                    ("rolls-back", e.RollsBack ? true : null),
                    ("control", Optional(e.Control)),
                    ("message", Optional(e.Message)),
                ]
            ),
            RunEnded e => (
                "run-ended",
                [
                    ("status", e.Status),
                    ("deviated", e.Deviated),
                    ("verdict", e.Result.Verdict.Name()),
                    ("undo", e.Result.Undo.Name()),
                    ("exit-code", e.Result.ExitCode),
                    ("duration", e.Duration.TotalSeconds),
                    ("reasons", DataArray.Of(e.Result.Reasons.Select(Write))),
                ]
            ),
            _ => FaultEventCodec.Members(happened) ?? ControlEventCodec.Members(happened),
        };

    private static RunEvent ReadBody(EventFields line) =>
        line.Text("event") switch
        {
            "run-started" => new RunStarted
            {
                RunId = line.Text("run-id"),
                Source = line.Text("source"),
                Title = line.Text("title"),
                HypothesisStrategy = line.OneOf("hypothesis-strategy", StrategyNames.Hypothesis),
                RollbackStrategy = line.OneOf("rollback-strategy", StrategyNames.Rollbacks),
                HasHypothesis = line.Boolean("has-hypothesis"),
                Dry = line.OptionalText("dry") is null ? DryMode.None : line.Enum<DryMode>("dry"),
                Rollbacks = (int)line.Integer("rollbacks"),
                Version = line.Text("version"),
                Node = line.Text("node"),
                Platform = line.Text("platform"),
                Document = line.Object("document"),
            },
            "hypothesis-started" => new HypothesisStarted(line.Enum<Place>("place"), line.Text("title")),
            "hypothesis-ended" => new HypothesisEnded(
                line.Enum<Place>("place"),
                line.OptionalBoolean("met"),
                line.OptionalText("missed-by")
            ),
            "continuous-started" => new ContinuousStarted(line.Seconds("frequency")),
            "failed-fast" => new FailedFast(line.Number("percent")),
            "continuous-ended" => new ContinuousEnded(),
            "method-started" => new MethodStarted((int)line.Integer("steps")),
            "method-ended" => new MethodEnded(),
            "rollbacks-started" => new RollbacksStarted((int)line.Integer("steps"), line.OneOf("strategy", StrategyNames.Rollbacks)),
            "rollbacks-skipped" => new RollbacksSkipped(
                line.OneOf("strategy", StrategyNames.Rollbacks),
                line.Text("why"),
                line.OptionalBoolean("by-signal") ?? false
            ),
            "rollback-reached" => new RollbackReached(line.OptionalText("name")),
            "rollbacks-ended" => new RollbacksEnded(),
            "pause-started" => new PauseStarted(line.Text("activity"), line.Boolean("before"), line.Any("seconds")),
            "pause-ended" => new PauseEnded(line.Text("activity")),
            "activity-started" => new ActivityStarted
            {
                Call = (int)line.Integer("call"),
                Place = line.Enum<Place>("place"),
                Name = line.Text("name"),
                Kind = line.Enum<ActivityKind>("kind"),
                Background = line.OptionalBoolean("background") ?? false,
                Activity = line.Object("activity"),
            },
            "change-recorded" => new ChangeRecorded(
                line.Text("activity"),
                line.OptionalInteger("call"),
                ReadChange(new EventFields(line.Any("change")))
            ),
            "activity-ended" => new ActivityEnded
            {
                Call = (int)line.Integer("call"),
                Result = line.Enum<CallResult>("result"),
                Output = line.Any("output"),
                Message = line.OptionalText("message"),
                Trace = line.Texts("trace"),
                Warnings = line.Texts("warnings"),
                Unproven = line.OptionalText("unproven"),
            },
            "activity-attempted" => new ActivityAttempted(
                (int)line.Integer("call"),
                (int)line.Integer("attempt"),
                line.Text("why"),
                line.Seconds("wait")
            ),
            "outputs-given" => new OutputsGiven((int)line.Integer("call"), line.Object("values")),
            "tolerance-judged" => new ToleranceJudged(
                (int)line.Integer("call"),
                line.OptionalBoolean("met"),
                line.OptionalText("explanation")
            )
            {
                Warnings = line.Texts("warnings"),
            },
            "step-crashed" => new StepCrashed(line.Enum<Place>("place"), line.OptionalText("activity"), line.Text("message")),
            "stop-requested" => new StopRequested(line.Enum<StopCause>("cause"), line.Boolean("again"), line.OptionalInteger("code"))
            {
                Why = line.OptionalText("why"),
                By = line.OptionalText("by"),
                RollsBack = line.OptionalBoolean("rolls-back") ?? false,
                Control = line.OptionalText("control"),
                Message = line.OptionalText("message"),
            },
            "run-ended" => new RunEnded(
                line.Text("status"),
                line.Boolean("deviated"),
                new RunResult(
                    line.Enum<Verdict>("verdict"),
                    line.Enum<UndoState>("undo"),
                    [.. line.Items("reasons").Select(ReadReason)],
                    (int)line.Integer("exit-code")
                ),
                line.Seconds("duration")
            ),
            var other => ControlEventCodec.Read(other, line)
                ?? FaultEventCodec.Read(other, line)
                ?? throw new InvalidDataException($"the event '{other}' is unknown to this version"),
        };

    /// <summary>A reason as journal and log show it.</summary>
    internal static DataObject Write(Reason reason) =>
        reason.Activity is null
            ? DataObject.Of(("kind", reason.Kind), ("message", reason.Message))
            : DataObject.Of(("kind", reason.Kind), ("message", reason.Message), ("activity", reason.Activity));

    /// <summary>A change as journal and log show it.</summary>
    internal static DataObject Write(ChangeRecord change) =>
        DataObject.Of(
            ("verb", change.Verb),
            ("resource", change.Resource),
            ("namespace", (DataNode?)Optional(change.Namespace) ?? DataNull.Instance),
            ("name", change.Name),
            ("before", (DataNode?)change.Before ?? DataNull.Instance),
            ("undo", change.Undo)
        );

    private static ChangeRecord ReadChange(EventFields fields) =>
        new()
        {
            Verb = fields.Text("verb"),
            Resource = fields.Text("resource"),
            Namespace = fields.OptionalText("namespace"),
            Name = fields.Text("name"),
            Before = fields.Any("before") as DataObject,
            Undo = fields.Text("undo"),
        };

    private static Reason ReadReason(DataNode node)
    {
        var fields = new EventFields(node);
        return new Reason(fields.Text("kind"), fields.Text("message"), fields.OptionalText("activity"));
    }

    /// <summary>The name of a value in the log: "TimedOut" is written "timed-out".</summary>
    internal static string Name<T>(T value)
        where T : struct, Enum => Dashed(value.ToString());

    private static string Dashed(string name)
    {
        var dashed = new StringBuilder(name.Length + 4);
        foreach (var c in name)
        {
            if (char.IsUpper(c) && dashed.Length > 0)
            {
                dashed.Append('-');
            }

            dashed.Append(char.ToLowerInvariant(c));
        }

        return dashed.ToString();
    }

    /// <summary>A text that may be missing.</summary>
    internal static DataString? Optional(string? text) => text is null ? null : new DataString(text);

    /// <summary>Texts; missing where there is none.</summary>
    internal static DataArray? Texts(ImmutableArray<string> texts) =>
        texts.Length == 0 ? null : DataArray.Of(texts.Select(text => (DataNode)text));
}
