using System.Collections.Immutable;
using System.Globalization;
using Faultline.Engine.Reports.Words;

namespace Faultline.Engine.Reports.Comparing;

/// <summary>A line of the comparison: one cell per run.</summary>
/// <param name="Term">What is compared.</param>
/// <param name="Cells">Its value in each run.</param>
/// <param name="Counts">Whether a difference is worth a mark; durations always differ a little.</param>
internal sealed record ComparisonRow(string Term, ImmutableArray<string> Cells, bool Counts = true)
{
    /// <summary>Whether the runs differ in it.</summary>
    public bool Differs => Counts && Cells.Distinct(StringComparer.Ordinal).Count() > 1;
}

/// <summary>Some runs side by side.</summary>
/// <param name="Runs">The runs, each a column.</param>
/// <param name="First">The number of the first of them among all runs, from 1.</param>
/// <param name="Rows">What is compared.</param>
internal sealed record Comparison(ImmutableArray<ReportedRun> Runs, int First, ImmutableArray<ComparisonRow> Rows)
{
    /// <summary>As many as still stand side by side on a page.</summary>
    private const int MostColumns = 5;
    private const int MostProbes = 12;

    /// <summary>All runs, in tables that are not too wide.</summary>
    public static IEnumerable<Comparison> Of(ImmutableArray<ReportedRun> runs) =>
        runs.Chunk(MostColumns).Select((chunk, at) => new Comparison([.. chunk], (at * MostColumns) + 1, [.. RowsOf(runs, [.. chunk])]));

    private static IEnumerable<ComparisonRow> RowsOf(ImmutableArray<ReportedRun> all, ImmutableArray<ReportedRun> runs)
    {
        ComparisonRow Row(string term, Func<ReportModel, string> cell, bool counts = true) =>
            new(term, [.. runs.Select(run => cell(run.Model))], counts);

        yield return Row("Verdict", model => $"{VerdictText.Seal(model.Verdict)} {VerdictText.Word(model.Verdict)}");
        yield return Row("Exit code", model => model.ExitCodeOrDerived.ToString(CultureInfo.InvariantCulture));
        yield return Row("Undo", model => UndoText.Word(model.Undo));
        if (all.Select(run => run.Model.Title).Distinct(StringComparer.Ordinal).Count() > 1)
        {
            yield return Row("Experiment", model => VisibleText.Line(model.Title ?? TimeText.Unknown, 120));
        }

        yield return Row("Did it hold?", Story.Held);
        yield return Row("What missed first", Missed);
        foreach (var name in ProbeNames(all).Take(MostProbes))
        {
            var shown = VisibleText.Line(name, 60);
            yield return Row(shown + ", before", model => Found(model.Before, name));
            yield return Row(shown + ", after", model => Found(model.After, name));
        }

        yield return Row("First action to first miss", ToMiss, counts: false);
        yield return Row("Method took", model => Took(model, "method"), counts: false);
        yield return Row("Run took", model => TimeText.Duration(model.Duration), counts: false);
    }

    private static IEnumerable<string> ProbeNames(ImmutableArray<ReportedRun> runs) =>
        runs.SelectMany(run => new[] { run.Model.Before, run.Model.After }.OfType<HypothesisRecord>())
            .SelectMany(evaluation => evaluation.Probes)
            .Select(probe => probe.Name)
            .Distinct(StringComparer.Ordinal);

    private static string Missed(ReportModel model) =>
        (model.FirstMiss() ?? model.Misses().FirstOrDefault()) is { } miss
            ? $"{VisibleText.Line(miss.Name, 80)} {ResultText.Phase(miss.Phase)}"
            : "nothing";

    // Values only: how long they took differs from run to run, and would mark every row.
    private static string Found(HypothesisRecord? evaluation, string name) =>
        evaluation?.Probes.FirstOrDefault(probe => probe.Name == name) is { } probe
            ? $"{ResultText.Sign(probe.Result)} {ToleranceText.Found(probe)}"
            : "not run";

    private static string ToMiss(ReportModel model) =>
        model.FirstAction()?.Start is { } acted && model.FirstMiss()?.End is { } found && found >= acted
            ? TimeText.Duration(found - acted)
            : "–";

    private static string Took(ReportModel model, string phase) =>
        Phases.Of(model).FirstOrDefault(span => span.Name == phase) is { } span ? TimeText.Duration(span.End - span.Start) : "–";
}
