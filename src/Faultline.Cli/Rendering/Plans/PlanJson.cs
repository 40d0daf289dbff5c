using Faultline.Abstractions.Data;
using Faultline.Abstractions.Planning;
using Faultline.Engine.Model;
using Faultline.Engine.Planning.Forecasts;
using Faultline.Engine.Planning.Policies;

namespace Faultline.Cli.Rendering.Plans;

/// <summary>Plans for programs: everything that the texts show, and all that they shorten. Times are seconds; null is "no limit".</summary>
internal static class PlanJson
{
    public static DataObject Of(IEnumerable<PlanOutcome> outcomes) => DataObject.Of(("plans", List(outcomes.Select(Of))));

    private static DataObject Of(PlanOutcome outcome)
    {
        var head = DataObject.Of(
            ("source", outcome.Source),
            ("exit-code", (long)outcome.ExitCode),
            ("verdict", outcome.Verdict),
            ("obstacles", Texts(outcome.Obstacles)),
            ("diagnostics", List(outcome.Diagnostics.Select(Of))),
            ("policies", List(outcome.Rules.Select(Of)))
        );
        return outcome.Forecast is { } forecast ? new DataObject([.. head.Members, .. Of(forecast).Members]) : head;
    }

    private static DataObject Of(Forecast forecast) =>
        DataObject.Of(
            ("title", forecast.Title),
            ("hypothesis-strategy", forecast.Plan.HypothesisStrategy.Name()),
            ("rollback-strategy", forecast.Plan.RollbackStrategy.Name()),
            ("seconds", Seconds(forecast.Duration.AtMost)),
            ("rollback-seconds", Seconds(forecast.RollbackDuration.AtMost)),
            ("without-limit", Texts(forecast.Duration.Unlimited.Union(forecast.RollbackDuration.Unlimited))),
            ("found-out-by-the-run", Texts(forecast.OpenVariables)),
            ("warnings", Texts(forecast.Warnings)),
            ("missing", List(forecast.Missing.Select(Of))),
            ("hypothesis", List(forecast.Probes.Select(Of))),
            ("halts", List(forecast.Watched.Select(Of))),
            ("method", List(forecast.Method.Select(Of))),
            ("rollbacks", List(forecast.Rollbacks.Select(Of)))
        );

    private static DataObject Of(ForecastStep step)
    {
        var call = step.Call;
        return DataObject.Of(
            ("name", step.Name),
            ("type", step.IsAction ? "action" : "probe"),
            ("reference", step.Step.Reference is not null),
            ("background", step.Step.Background),
            ("calls", call.What),
            ("knowledge", Name(call.Knowledge)),
            ("reason", Text(call.Reason)),
            ("reads", Text(call.Reads)),
            ("targets", List(call.Targets.Select(Of))),
            (
                "by-chance",
                call.ByChance is { } chance
                    ? DataObject.Of(("kind", chance.Kind), ("count", (long)chance.Count), ("asked", chance.Asked))
                    : DataNull.Instance
            ),
            ("shares", List(call.Shares.Select(Of))),
            ("hosts", Texts(call.Hosts)),
            ("identity", call.Identity is { } identity ? Of(identity) : DataNull.Instance),
            ("rights", List(call.Rights.Select(Of))),
            ("prerequisites", List(call.Prerequisites.Select(Of))),
            ("pauses", DataObject.Of(("before", step.Pauses.Before.TotalSeconds), ("after", step.Pauses.After.TotalSeconds))),
            ("seconds", Seconds(step.Bound.AtMost)),
            ("seconds-reason", step.Bound.Reason),
            ("warnings", Texts(call.Warnings))
        );
    }

    private static DataObject Of(PlannedTarget target) =>
        DataObject.Of(
            ("kind", target.Kind),
            ("name", target.Name),
            ("namespace", Text(target.Namespace)),
            ("change", target.Change),
            ("labels", target.Labels),
            ("undo", Text(target.Undo)),
            ("can-be-undone", target.CanBeUndone),
            ("identity", target.Identity)
        );

    private static DataObject Of(TargetShare share) =>
        DataObject.Of(
            ("of", share.Of),
            ("unit", share.Unit),
            ("hit", (long)share.Hit),
            ("total", (long)share.Total),
            ("ready", (long)share.Ready),
            ("percent", (long)share.Percent)
        );

    private static DataObject Of(PlannedIdentity identity) =>
        DataObject.Of(
            ("who", identity.Who),
            ("where", identity.Where),
            ("source", identity.Source),
            ("context", Text(identity.Context)),
            ("confirmed-as", Text(identity.ConfirmedAs))
        );

    private static DataObject Of(PlannedRight right) =>
        DataObject.Of(
            ("verb", right.Verb),
            ("resource", right.Resource),
            ("namespace", Text(right.Namespace)),
            ("allowed", right.IsAllowed is { } allowed ? allowed : DataNull.Instance),
            ("reason", Text(right.Reason))
        );

    private static DataObject Of(Prerequisite needed) =>
        DataObject.Of(("kind", needed.Kind), ("name", needed.Name), ("met", needed.IsMet), ("detail", Text(needed.Detail)));

    private static DataObject Of(RuleResult rule) =>
        DataObject.Of(
            ("policy", rule.Policy),
            ("rule", rule.Rule),
            ("outcome", Name(rule.Outcome)),
            ("message", rule.Message),
            ("targets", Texts(rule.Targets)),
            ("remedy", Text(rule.Remedy))
        );

    private static DataObject Of(Diagnostic diagnostic) =>
        DataObject.Of(
            ("severity", Name(diagnostic.Severity)),
            ("message", diagnostic.Message),
            ("place", diagnostic.Place),
            ("path", Text(diagnostic.Path)),
            ("remedy", Text(diagnostic.Remedy)),
            ("missing-here", diagnostic.IsMissingHere)
        );

    // "NotApplicable" is "not-applicable".
    private static string Name<T>(T value)
        where T : struct, Enum
    {
        var text = value.ToString();
#pragma warning disable CA1308 // Values in our JSON are small letters.
        return string.Concat(text.Select((c, at) => char.IsUpper(c) ? (at == 0 ? "" : "-") + char.ToLowerInvariant(c) : c.ToString()));
#pragma warning restore CA1308
    }

    private static DataNode Seconds(TimeSpan? span) => span is { } known ? known.TotalSeconds : DataNull.Instance;

    private static DataNode Text(string? text) => text is null ? DataNull.Instance : text;

    private static DataArray Texts(IEnumerable<string> texts) => DataArray.Of(texts.Select(text => (DataNode)text));

    private static DataArray List(IEnumerable<DataObject> items) => DataArray.Of(items);
}
