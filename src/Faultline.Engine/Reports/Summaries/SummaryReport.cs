using System.Collections.Immutable;
using Faultline.Abstractions.Data;
using Faultline.Engine.Reports.Words;
using static Faultline.Engine.Reports.Summaries.Json;

namespace Faultline.Engine.Reports.Summaries;

/// <summary>
/// Runs as JSON for programs: what was found, not everything that was recorded. Its form is described in docs/reports.md; a key is
/// never given another meaning without another <see cref="Version"/>.
/// </summary>
public static class SummaryReport
{
    private const string Schema = "faultline.report";
    private const long Version = 1;

    /// <summary>The whole file.</summary>
    public static string Render(ImmutableArray<ReportedRun> runs) =>
        JsonText.Write(
            DataObject.Of(
                ("schema", Schema),
                ("version", Version),
                ("success", runs.All(run => run.Model.IsSuccess)),
                ("runs", List(runs.Select(Run)))
            )
        ) + "\n";

    private static DataNode Run(ReportedRun run)
    {
        var model = run.Model;
        return DataObject.Of(
            ("name", Text(run.Name)),
            ("run-id", Text(model.RunId)),
            ("title", Text(model.Title)),
            ("source", Text(model.Source)),
            ("tags", List(model.Tags.Select(tag => Text(tag)))),
            ("success", model.IsSuccess),
            ("verdict", VerdictText.Word(model.Verdict)),
            ("verdict-derived", model.VerdictIsDerived),
            ("exit-code", Number(model.ExitCodeOrDerived)),
            ("undo", UndoText.Word(model.Undo)),
            ("ended", model.Ended),
            ("dry", Text(model.Dry)),
            ("start", Time(model.Start)),
            ("end", Time(model.End)),
            ("duration", Seconds(model.Duration)),
            ("node", Text(model.Node)),
            ("seed", Text(model.Seed)),
            ("versions", DataObject.Of(("faultline", Text(model.EngineVersion)), ("chaoslib", Text(model.LibraryVersion)))),
            ("strategies", DataObject.Of(("hypothesis", Text(model.HypothesisStrategy)), ("rollbacks", Text(model.RollbackStrategy)))),
            ("reasons", List(Finding.Of(model).Select(finding => Reason(run, finding)))),
            ("phases", List(Phases.Of(model).Select(phase => Phase(model, phase)))),
            ("hypothesis", Hypothesis(model)),
            ("method", List(model.Method.Select(record => Activity(model, record)))),
            ("faults", List(Faults(model))),
            ("rollbacks", List(model.Rollbacks.Select(record => Activity(model, record)))),
            ("not-run", List(LeftOut.Of(model).Select(Left))),
            ("damage", List(model.Damage.Select(note => Text(note))))
        );
    }

    private static DataObject Reason(ReportedRun run, Finding finding)
    {
        var place = run.PlaceOf(finding.Activity);
        return DataObject.Of(
            ("kind", Text(finding.Kind)),
            ("level", finding.Level.ToString().ToLowerInvariant()),
            ("message", Text(finding.Message)),
            ("activity", Text(finding.Activity)),
            ("file", Text(place?.Path)),
            ("line", Number(place?.Position?.Line)),
            ("column", Number(place?.Position?.Column))
        );
    }

    private static DataObject Phase(ReportModel model, TimelineSpan phase) =>
        DataObject.Of(
            ("name", Text(phase.Name)),
            ("offset", Seconds(phase.Start - model.Start)),
            ("duration", Seconds(phase.End - phase.Start))
        );

    private static DataObject Hypothesis(ReportModel model) =>
        DataObject.Of(
            ("title", Text(model.HypothesisTitle)),
            ("before", Flag(model.Before?.Met)),
            (
                "during",
                model.During.IsEmpty
                    ? DataNull.Instance
                    : DataObject.Of(
                        ("evaluations", Number(model.During.Length)),
                        ("met", Number(model.During.Count(entry => entry.Met == true))),
                        ("missed", Number(model.During.Count(entry => entry.Met == false)))
                    )
            ),
            ("after", Flag(model.After?.Met)),
            ("probes", List(ProbeNames(model).Select(name => Probe(model, name))))
        );

    private static IEnumerable<string> ProbeNames(ReportModel model) =>
        model
            .Declared.Where(declared => declared.Phase == RecordPhase.Before)
            .Select(declared => declared.Name)
            .Concat(model.Evaluations().SelectMany(entry => entry.Probes).Select(probe => probe.Name))
            .Distinct(StringComparer.Ordinal);

    private static DataObject Probe(ReportModel model, string name)
    {
        var before = model.Before?.Probes.FirstOrDefault(probe => probe.Name == name);
        var after = model.After?.Probes.FirstOrDefault(probe => probe.Name == name);
        var during = model.During.SelectMany(entry => entry.Probes).Where(probe => probe.Name == name).ToList();
        return DataObject.Of(
            ("name", Text(name)),
            ("expected", Text((before ?? after ?? during.FirstOrDefault()) is { } known ? ToleranceText.Expected(known) : null)),
            ("before", before is null ? DataNull.Instance : Evaluation(model, before)),
            ("during", during.Count == 0 ? DataNull.Instance : During(model, during)),
            ("after", after is null ? DataNull.Instance : Evaluation(model, after))
        );
    }

    private static DataObject During(ReportModel model, List<ActivityRecord> evaluations)
    {
        var misses = evaluations.Where(probe => probe.IsBad).ToList();
        var times = evaluations.Select(probe => probe.Duration).OfType<TimeSpan>().Order().ToList();
        return DataObject.Of(
            ("evaluations", Number(evaluations.Count)),
            ("missed", Number(misses.Count)),
            ("first-miss", misses.Count == 0 ? DataNull.Instance : Evaluation(model, misses[0])),
            ("last-miss", misses.Count == 0 ? DataNull.Instance : Evaluation(model, misses[^1])),
            ("duration-median", Seconds(times.Count == 0 ? null : times[times.Count / 2])),
            ("duration-max", Seconds(times.Count == 0 ? null : times[^1]))
        );
    }

    private static DataObject Evaluation(ReportModel model, ActivityRecord probe) =>
        DataObject.Of(
            ("result", ResultText.Word(probe.Result)),
            ("found", Text(ToleranceText.Found(probe))),
            ("value", ToleranceText.Looked(probe) is { } value ? Scalar(value) : DataNull.Instance),
            ("offset", Seconds(probe.Start - model.Start)),
            ("duration", Seconds(probe.Duration))
        );

    private static DataObject Activity(ReportModel model, ActivityRecord record) =>
        DataObject.Of(
            ("name", Text(record.Name)),
            ("type", Text(record.Type)),
            ("background", record.Background),
            ("result", ResultText.Word(record.Result)),
            ("failure", Text(record.Failure)),
            ("value", Scalar(record.Output)),
            ("offset", Seconds(record.Start - model.Start)),
            ("duration", Seconds(record.Duration))
        );

    private static IEnumerable<DataNode> Faults(ReportModel model)
    {
        var latencies = ProbeLatency.Of(model);
        return FaultEffect.Windows(model).Select(fault => Fault(model, fault, FaultEffect.Of(latencies, fault)));
    }

    private static DataObject Fault(ReportModel model, FaultRecord fault, IEnumerable<FaultEffect> effects) =>
        DataObject.Of(
            ("activity", Text(fault.Activity)),
            ("what", Text(fault.What)),
            ("offset", Seconds(fault.Start - model.Start)),
            ("duration", Seconds(fault.End - fault.Start)),
            ("proven", fault.IsProven),
            ("proof", Text(fault.Proof)),
            ("undo", Text(fault.Undo)),
            (
                "probes",
                List(
                    effects.Select(effect =>
                        DataObject.Of(
                            ("name", Text(effect.Probe)),
                            ("before", Share(effect.Before)),
                            ("during", Share(effect.During)),
                            ("after", Share(effect.After))
                        )
                    )
                )
            )
        );

    private static DataNode Share(LatencyShare? share) =>
        share is null
            ? DataNull.Instance
            : DataObject.Of(
                ("calls", Number(share.Calls)),
                ("missed", Number(share.Bad)),
                ("duration-median", Seconds(share.Median)),
                ("duration-max", Seconds(share.Longest))
            );

    private static DataNode Left(LeftOut left) =>
        DataObject.Of(
            ("phase", left.Phase.ToString().ToLowerInvariant()),
            ("name", Text(left.Name)),
            ("type", Text(left.Type)),
            ("why", Text(left.Why))
        );
}
