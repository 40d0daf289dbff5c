using System.Globalization;
using Faultline.Engine.Reports.Reading;
using Faultline.Engine.Reports.Words;

namespace Faultline.Engine.Reports.JUnit;

/// <summary>
/// A run as test cases: one per probe of the hypothesis and phase, per activity and per rollback, and one for the verdict, so that
/// a run that is no success never looks like one. A deviation is a failure; what keeps a run from proving anything is an error.
/// </summary>
internal sealed class TestCases(ReportModel model)
{
    private const int MostTrace = 8 * 1024;

    public IReadOnlyList<TestCase> All()
    {
        var skipped = LeftOut.Of(model).ToLookup(left => left.Phase);
        return Numbered([
            .. (model.Before?.Probes ?? []).Select(Evaluated),
            .. skipped[RecordPhase.Before].Select(Skipped),
            .. model.Method.Select(Played),
            .. skipped[RecordPhase.Method].Select(Skipped),
            .. model.During.SelectMany(entry => entry.Probes).GroupBy(probe => probe.Name).Select(Watched),
            .. skipped[RecordPhase.During].Select(Skipped),
            .. (model.After?.Probes ?? []).Select(Evaluated),
            .. skipped[RecordPhase.After].Select(Skipped),
            .. model.Rollbacks.Select(Played),
            .. skipped[RecordPhase.Rollbacks].Select(Skipped),
            Verdict(),
        ]);
    }

    private TestCase Verdict()
    {
        var all = new TestCase
        {
            Group = "run",
            Name = "verdict",
            Text = string.Join('\n', model.Reasons.Select(reason => $"{reason.Kind}: {reason.Message}")),
        };
        if (model.IsSuccess)
        {
            return all;
        }

        var incomplete = model.Undo == ReportUndo.Incomplete;
        return all with
        {
            State = model.Verdict == ReportVerdict.Deviated && !incomplete ? TestCaseState.Failure : TestCaseState.Error,
            Kind = incomplete ? "undo-incomplete" : VerdictText.Word(model.Verdict),
            Message =
                $"{VerdictText.Title(model.Verdict)}: {VerdictText.Sentence(model.Verdict)}{(incomplete ? " " + UndoText.Sentence(model.Undo) : "")}",
        };
    }

    private TestCase Evaluated(ActivityRecord probe) =>
        (LeftOut.DryReason(model, probe), probe.Result) switch
        {
            ({ } dry, _) => Case(probe) with { State = TestCaseState.Skipped, Kind = "dry", Message = dry },
            (_, ActivityResult.Missed or ActivityResult.Failed) => Case(probe) with
            {
                State = probe.Phase == RecordPhase.Before ? TestCaseState.Error : TestCaseState.Failure,
                Kind = probe.Phase == RecordPhase.Before ? "gate" : "deviation",
                Message = $"Expected {ToleranceText.Expected(probe)}, found {ToleranceText.Found(probe)}.",
            },
            (_, ActivityResult.Unfinished or ActivityResult.Unknown) => Doubtful(probe, Evidence.DoubtOf(probe)!),
            _ => Case(probe),
        };

    // One case for all evaluations of a probe, however many there were: a pipeline's history has room for names, not for seconds.
    private TestCase Watched(IGrouping<string, ActivityRecord> evaluations)
    {
        var all = evaluations.ToList();
        var misses = all.Where(probe => probe.Result is ActivityResult.Missed or ActivityResult.Failed).ToList();
        var time = TimeSpan.FromTicks(all.Sum(probe => probe.Duration?.Ticks ?? 0));
        if (misses.Count > 0)
        {
            var first = misses[0];
            return Evaluated(first) with
            {
                Time = time,
                Message = string.Create(
                    CultureInfo.InvariantCulture,
                    $"{misses.Count} of {all.Count} evaluations missed, the first {TimeText.Offset(first.Start, model.Start)}: expected {ToleranceText.Expected(first)}, found {ToleranceText.Found(first)}."
                ),
            };
        }

        // The evaluation that the end of the method cuts off has no result, and says nothing.
        return (all.Find(probe => probe.Result < ActivityResult.Unknown) is { } seen ? Case(seen) : Evaluated(all[0])) with
        {
            Time = time,
        };
    }

    private TestCase Played(ActivityRecord record) =>
        LeftOut.DryReason(model, record) is { } dry ? Case(record) with { State = TestCaseState.Skipped, Kind = "dry", Message = dry }
        : Evidence.DoubtOf(record) is { } doubt ? Doubtful(record, doubt)
        : Case(record);

    // What did not keep the run from being a success is told, and is no error: the verdict is the gate.
    private TestCase Doubtful(ActivityRecord record, ReportReason doubt)
    {
        var counts = !model.IsSuccess && doubt.Kind != "probe-failed";
        return Case(record) with
        {
            State = counts ? TestCaseState.Error : TestCaseState.Skipped,
            Kind = doubt.Kind,
            Message = counts ? doubt.Message : doubt.Message + " It does not count: the verdict stands without it.",
        };
    }

    private static TestCase Skipped(LeftOut left) =>
        new()
        {
            Group = GroupOf(left.Phase),
            Name = left.Name,
            State = TestCaseState.Skipped,
            Kind = "not-run",
            Message = left.Why,
        };

    private TestCase Case(ActivityRecord record) =>
        new()
        {
            Group = GroupOf(record.Phase),
            Name = record.Name,
            Time = record.Duration,
            Text =
                $"{ProviderText.Summary(record.Provider)}\nstarted {TimeText.Offset(record.Start, model.Start)}, took {TimeText.Duration(record.Duration)}"
                + (record.Trace is { } trace ? "\n" + VisibleText.Cut(trace, MostTrace) : ""),
        };

    private static string GroupOf(RecordPhase phase) =>
        phase switch
        {
            RecordPhase.Before => "hypothesis-before",
            RecordPhase.During => "hypothesis-during",
            RecordPhase.After => "hypothesis-after",
            _ => phase.ToString().ToLowerInvariant(),
        };

    // Servers tell cases apart by class and name, and drop all but one where these are the same.
    private static List<TestCase> Numbered(List<TestCase> cases)
    {
        var seen = new Dictionary<(string, string), int>();
        for (var i = 0; i < cases.Count; i++)
        {
            var key = (cases[i].Group, cases[i].Name);
            var number = seen[key] = seen.GetValueOrDefault(key) + 1;
            cases[i] = number == 1 ? cases[i] : cases[i] with { Name = $"{cases[i].Name} ({number})" };
        }

        return cases;
    }
}
