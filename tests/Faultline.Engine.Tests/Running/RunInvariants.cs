using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Engine.Journals;
using Faultline.Engine.Model;
using Faultline.Engine.Model.Events;

namespace Faultline.Engine.Tests.Running;

/// <summary>What is true of every run.</summary>
internal static class RunInvariants
{
    private static readonly string[] JournalKeys =
    [
        "chaoslib-version",
        "platform",
        "node",
        "experiment",
        "start",
        "status",
        "deviated",
        "steady_states",
        "run",
        "rollbacks",
        "end",
        "duration",
        "faultline",
    ];

    private static readonly string[] RecordKeys =
    [
        "activity",
        "output",
        "start",
        "status",
        "exception",
        "end",
        "duration",
        "tolerance_met",
    ];

    public static void Check(SimulatedRun run)
    {
        run.Events[0].ShouldBeOfType<RunStarted>();
        run.Events[^1].ShouldBeOfType<RunEnded>();
        run.Events.Select(e => e.Sequence).ShouldBe(Enumerable.Range(1, run.Events.Length).Select(i => (long)i));
        run.Log.ShouldNotContain(RandomExperiment.Secret);
        CheckJournal(run);
        CheckRecords(run);
        CheckVerdict(run);
        CheckUndo(run);
        CheckDryRun(run);
        CheckWatch(run);
    }

    /// <summary>The log says everything: whoever reads it has the journal and the verdict that the run had.</summary>
    public static void CheckReplay(SimulatedRun run)
    {
        var (result, journal) = Replayed(run.Events);
        JsonText.Write(journal).ShouldBe(JsonText.Write(run.Journal));
        Shown(result).ShouldBe(Shown(run.Result));
    }

    /// <summary>A log that was cut off anywhere is still the log of a run, and never of a success.</summary>
    public static void CheckCuts(SimulatedRun run)
    {
        // Of a long log not every cut, or most of the time would go into them.
        for (var length = 1; length < run.Events.Length; length += 1 + (run.Events.Length / 100))
        {
            var (result, journal) = Replayed(run.Events.Take(length));
            JsonText.Parse(JsonText.Write(journal)).ShouldBeOfType<DataObject>();
            journal.Text("status").ShouldBe("interrupted");
            var wasDecided = run.Events.Take(length).Any(e => e is RollbacksEnded or RollbacksSkipped);
            (result.ExitCode == 0 && !wasDecided).ShouldBeFalse($"cut after event {length}");
            var wasChanged = run.Events.Take(length).Any(e => e is MethodStarted) && run.Experiment.Rollbacks.Length > 0;
            (wasChanged && !wasDecided && result.Undo is UndoState.Complete or UndoState.NothingToUndo).ShouldBeFalse(
                $"cut after event {length}"
            );
        }
    }

    private static void CheckJournal(SimulatedRun run)
    {
        var journal = run.Journal;
        journal.Members.Select(member => member.Key).ShouldBe(JournalKeys);
        run.Status.ShouldBeOneOf("completed", "failed", "aborted", "interrupted");
        var states = (DataObject)journal["steady_states"]!;
        states.Members.Select(member => member.Key).ShouldBe(["before", "after", "during"]);
        Time(journal, "end").ShouldBeGreaterThanOrEqualTo(Time(journal, "start"));
        (run.Deviated && states["after"] is not DataObject && run.During.All(met => met)).ShouldBeFalse("deviated without an evaluation");
        var wasHealthy = (states["before"] as DataObject)?["steady_state_met"] is not DataBoolean { Value: false };
        (!wasHealthy && Records(journal, "run").Any()).ShouldBeFalse("the method of an unhealthy system was played");
        (Records(journal, "rollbacks").Any() && !run.Events.Any(e => e is RollbacksStarted)).ShouldBeFalse("records of no rollbacks");
    }

    private static void CheckRecords(SimulatedRun run)
    {
        var states = (DataObject)run.Journal["steady_states"]!;
        var evaluations = Records(states, "during").Append(states["before"]).Append(states["after"]);
        var hypotheses = evaluations.SelectMany(evaluation => Records(evaluation, "probes"));
        foreach (var record in Records(run.Journal, "run").Concat(Records(run.Journal, "rollbacks")).Concat(hypotheses))
        {
            var keys = record.Members.Select(member => member.Key).ToList();
            keys.ShouldBe(RecordKeys.Where(keys.Contains));
            keys.ShouldContain("end");
            Time(record, "end").ShouldBeGreaterThanOrEqualTo(Time(record, "start"));
            record.Has("exception").ShouldBe(record.Text("status") == "failed");
            (record.Text("status") is null or "succeeded" or "failed").ShouldBeTrue();
        }
    }

    // Judged from what the provider did, not from what the engine says of it.
    private static void CheckVerdict(SimulatedRun run)
    {
        run.Result.ExitCode.ShouldBe(
            ExitCodes.For(
                run.Result.Verdict,
                run.Result.Undo,
                (int)(run.Events.OfType<StopRequested>().FirstOrDefault()?.Cause ?? StopCause.Interrupt)
            )
        );
        if (run.Result.ExitCode != 0)
        {
            run.Result.Reasons.ShouldNotBeEmpty();
            return;
        }

        run.Result.Verdict.ShouldBeOneOf(Verdict.Held, Verdict.Explored);
        run.Events.OfType<StopRequested>().ShouldBeEmpty();
        run.Events.OfType<HypothesisEnded>().ShouldAllBe(ended => ended.Met == true);
        foreach (var (call, outcome) in run.Provider.Outcomes)
        {
            var isWell =
                outcome is ActivityOutcome.Succeeded { Unproven: null }
                // A probe of the method may answer no, or be ended by its own timeout.
                || (call.Kind == ActivityKind.Probe && outcome is not (null or ActivityOutcome.Crashed))
                // What is watched is ended with the run.
                || (call.Name == RandomExperiment.Watched && outcome is ActivityOutcome.Stopped);
            isWell.ShouldBeTrue($"'{call.Name}' ended with {outcome}");
        }
    }

    private static void CheckDryRun(SimulatedRun run)
    {
        ((DataObject)run.Journal["experiment"]!)
            .Text("dry")
            .ShouldBe(run.Circumstances.Dry == DryMode.None ? null : run.Circumstances.Dry.Name());
        if (run.Circumstances.Dry is DryMode.Activities or DryMode.Probes or DryMode.Actions)
        {
            run.Result.Verdict.ShouldNotBe(Verdict.Held);
        }

        foreach (var call in run.Provider.Calls)
        {
            var isLeftOut = run.Circumstances.Dry switch
            {
                DryMode.Activities => true,
                DryMode.Probes => call.Kind == ActivityKind.Probe,
                DryMode.Actions => call.Kind == ActivityKind.Action,
                _ => false,
            };
            isLeftOut.ShouldBeFalse($"'{call.Name}' was called in a dry run");
        }
    }

    private static void CheckWatch(SimulatedRun run)
    {
        (run.Events.OfType<ContinuousStarted>().Count(), run.Events.OfType<ContinuousEnded>().Count()).ShouldBeOneOf((0, 0), (1, 1));
        var misses = run.Events.OfType<HypothesisEnded>().Where(ended => ended is { Place: Place.During, Met: false });
        (misses.Any() && !run.Deviated).ShouldBeFalse("a miss while the method ran is no deviation");
        if (run.Events.OfType<FailedFast>().Any())
        {
            run.Circumstances.Continuous.IsFailFast.ShouldBeTrue();
            run.Events.OfType<FailedFast>().Single().Percent.ShouldBeGreaterThanOrEqualTo(run.Circumstances.Continuous.FailFastRatio);
            // At once: whatever was under way is ended, and nothing of the method begins any more.
            var after = run.Events.SkipWhile(e => e is not FailedFast).OfType<ActivityStarted>();
            after.Where(started => started.Place is Place.Method or Place.During).ShouldBeEmpty();
        }
    }

    private static void CheckUndo(SimulatedRun run)
    {
        var declared = run.Experiment.Rollbacks.Length;
        if (run.Result.Undo == UndoState.NothingToUndo)
        {
            (declared == 0 || !run.Events.Any(e => e is MethodStarted or RollbacksStarted)).ShouldBeTrue("there was something to undo");
        }

        if (run.Result.Undo == UndoState.Complete)
        {
            var calls = run.Events.OfType<ActivityStarted>().Where(e => e.Place == Place.Rollbacks).Select(e => e.Call).ToList();
            var ended = run.Events.OfType<ActivityEnded>().Where(e => calls.Contains(e.Call));
            ended.Count(e => e is { Result: CallResult.Succeeded, Unproven: null }).ShouldBe(declared, "a rollback was not played");
        }
    }

    private static (RunResult Result, DataObject Journal) Replayed(IEnumerable<RunEvent> events)
    {
        var tally = new RunTally();
        var journal = new JournalProjection(tally);
        foreach (var happened in events)
        {
            tally.OnEvent(happened);
            journal.OnEvent(happened);
        }

        return (tally.Result, journal.Read());
    }

    private static string Shown(RunResult result) =>
        $"{result.Verdict} {result.Undo} {result.ExitCode}\n{string.Join('\n', result.Reasons)}";

    private static IEnumerable<DataObject> Records(DataNode? of, string key) =>
        ((of as DataObject)?[key] as DataArray)?.Items.Cast<DataObject>() ?? [];

    private static DateTimeOffset Time(DataObject of, string key) => JournalTime.Read(of.Text(key)!);
}
