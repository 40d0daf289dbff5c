using Faultline.Abstractions.Data;
using Faultline.Abstractions.Faults;
using Faultline.Engine.Journals;
using Faultline.Engine.Model;
using Faultline.Engine.Model.Events;
using Faultline.Engine.Running.Faults;
using Faultline.TestKit;
using static Faultline.Engine.Tests.Running.Some;

namespace Faultline.Engine.Tests.Running;

/// <summary>Faults are written down before they are made, proven while they are there, and put back however the run ends.</summary>
public sealed class FaultTests : IDisposable
{
    private readonly FakeHolder _holder = new();
    private readonly FakeReversal _reversal = new();
    private readonly TemporaryFolder _locks = new();

    public void Dispose() => _locks.Dispose();

    [Fact]
    public void A_fault_is_captured_written_down_applied_proven_and_put_back_in_this_order()
    {
        var run = Run([Fault("a")]);

        _holder.Asked.ShouldBe([
            "capture a",
            "keep-captured a",
            "before a",
            "keep-applying a",
            "apply a",
            "keep-applied a",
            "during a",
            "keep-reverting a",
            "revert a",
            "after a",
            "keep-reverted a",
        ]);
        run.Events.Where(e => e.GetType().Name.StartsWith("Fault", StringComparison.Ordinal))
            .Select(e => e.GetType().Name)
            .ShouldBe([
                "FaultCaptured",
                "FaultProven",
                "FaultApplying",
                "FaultReported",
                "FaultApplied",
                "FaultProven",
                "FaultReverting",
                "FaultProven",
                "FaultReverted",
            ]);
        run.Result.Undo.ShouldBe(UndoState.Complete);
        run.Result.ExitCode.ShouldBe(0);
        _holder.IsDisposed.ShouldBeTrue();
    }

    [Fact]
    public void Faults_that_last_until_the_method_ends_are_put_back_last_first_before_the_hypothesis_is_evaluated()
    {
        var run = Run([Fault("a"), Fault("b")], probes: [Healthy()]);

        _holder.Asked.Where(asked => asked.StartsWith("revert", StringComparison.Ordinal)).ShouldBe(["revert b", "revert a"]);
        Index(run, e => e is FaultReverted).ShouldBeLessThan(Index(run, e => e is MethodEnded));
    }

    [Theory]
    [InlineData("hypothesis", false, true)]
    [InlineData("rollbacks", false, false)]
    [InlineData("method", true, true)]
    public void A_fault_lasts_until_the_moment_that_it_names(string until, bool beforeTheHypothesis, bool beforeTheRollbacks)
    {
        var run = Run([Fault("a", until: until)], probes: [Healthy()], rollbacks: [Action("mend")]);

        var reverted = Index(run, e => e is FaultReverted);
        (reverted < Index(run, e => e is HypothesisStarted { Place: Place.After })).ShouldBe(beforeTheHypothesis);
        (reverted < Index(run, e => e is RollbacksStarted)).ShouldBe(beforeTheRollbacks);
        run.Result.ExitCode.ShouldBe(0);
    }

    [Fact]
    public void An_activity_whose_fault_has_a_duration_lasts_as_long()
    {
        var run = Run([Fault("a", more: ("duration", 30)), Action("later")]);

        run.Seconds.ShouldBe(30);
        Index(run, e => e is FaultReverted).ShouldBeLessThan(Index(run, e => e is ActivityStarted { Name: "later" }));
    }

    [Theory]
    [InlineData(10, 2)]
    [InlineData(14, 1)]
    [InlineData(30, 1)]
    [InlineData(40, 1)]
    public void The_time_that_proofs_take_is_not_added_to_the_duration(int proof, int proofs)
    {
        var run = Run([Fault("a", more: ("duration", 20), arguments: [("during-takes", proof)])]);

        run.Seconds.ShouldBe(Math.Max(20, proof));
        run.Events.Count(e => e is FaultProven { Moment: ProofMoment.During }).ShouldBe(proofs);
    }

    [Fact]
    public void In_the_background_a_duration_does_not_hold_up_what_follows()
    {
        var run = Run([Fault("a", more: ("duration", 30)).InBackground(), Action("later")]);

        Index(run, e => e is ActivityStarted { Name: "later" }).ShouldBeLessThan(Index(run, e => e is FaultReverted));
        run.Seconds.ShouldBe(30);
    }

    [Theory]
    [InlineData("never")]
    [InlineData("deviated")]
    [InlineData("always")]
    [InlineData("default")]
    public void The_strategy_of_the_rollbacks_has_no_say_in_it(string strategy)
    {
        Run([Fault("a")], circumstances: new Circumstances { Rollbacks = StrategyNames.Rollbacks[strategy] });

        _holder.Present.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("crash")]
    [InlineData("throw")]
    [InlineData("exit")]
    public void It_is_put_back_whatever_ends_the_method(string does)
    {
        Run([Fault("a"), Action("end", does)]);

        _holder.Asked.ShouldContain("revert a");
        _holder.Present.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(5)]
    [InlineData(15)]
    [InlineData(25)]
    public void A_run_that_is_stopped_at_any_moment_puts_it_back(double at)
    {
        var run = Run(
            [Fault("a", more: ("duration", 20), arguments: [("capture-takes", 10), ("during-takes", 10)])],
            circumstances: new Circumstances { Stops = [(at, StopCause.Interrupt)] }
        );

        _holder.Present.ShouldBeEmpty();
        run.Result.ExitCode.ShouldBe(130);
        run.Seconds.ShouldBe(at);
    }

    [Fact]
    public void A_second_wish_to_stop_does_not_cut_the_undo_off()
    {
        var run = Run(
            [Fault("a", more: ("duration", 100), arguments: [("revert-takes", 20)])],
            circumstances: new Circumstances { Stops = [(5, StopCause.Interrupt), (10, StopCause.Interrupt)] }
        );

        _holder.Present.ShouldBeEmpty();
        run.Result.Undo.ShouldBe(UndoState.Complete);
    }

    [Theory]
    [InlineData("during", "absent")]
    [InlineData("during", "unknown")]
    [InlineData("before", "present")]
    public void A_fault_that_is_not_proven_makes_the_run_inconclusive(string moment, string state)
    {
        var run = Run([Fault("a", arguments: [(moment, state)])], probes: [Healthy()]);

        run.Result.Verdict.ShouldBe(Verdict.Inconclusive);
        run.Reasons.ShouldContain(reason => reason.StartsWith("unproven: The fault 'a' is not proven", StringComparison.Ordinal));
        _holder.Present.ShouldBeEmpty();
    }

    [Fact]
    public void An_effect_that_is_still_there_afterwards_is_an_incomplete_undo()
    {
        var run = Run([Fault("a", arguments: [("after", "present")])]);

        run.Result.ExitCode.ShouldBe(5);
        _holder.Kept.Single().Value.Phase.ShouldBe(UndoPhase.Failed);
    }

    [Theory]
    [InlineData("fail", "it is stuck", "mend a")]
    [InlineData("throw", "InvalidOperationException: a bug", "mend a")]
    [InlineData("changed", "somebody else was here", "look at a")]
    public void What_cannot_be_put_back_is_exit_code_5_with_the_commands_for_a_person(string does, string message, string command)
    {
        var run = Run([Fault("a", arguments: [("revert", does)])], probes: [Broken()]);

        run.Result.ExitCode.ShouldBe(5);
        run.Result.Reasons[0].Kind.ShouldBe("undo-failed");
        run.Result.Reasons[0].Message.ShouldBe($"What 'a' changed could not be put back (break a): {message}. By hand: {command}");
    }

    [Fact]
    public void What_fails_once_is_tried_again()
    {
        var run = Run([Fault("a", arguments: [("revert", "fail-once")])]);

        run.Result.ExitCode.ShouldBe(0);
        _holder.Asked.Count(asked => asked == "revert a").ShouldBe(2);
    }

    [Fact]
    public void A_fault_that_fails_half_way_is_put_back_at_once_and_the_action_has_failed()
    {
        var run = Run([Fault("a", arguments: [("apply", "refuse")]), Action("later")]);

        _holder.Present.ShouldBeEmpty();
        run.Reasons.ShouldContain("action-failed: The action 'a' failed: the apply is refused. Try another day.");
        Index(run, e => e is FaultReverted).ShouldBeLessThan(Index(run, e => e is ActivityStarted { Name: "later" }));
    }

    [Fact]
    public void A_fault_that_cannot_be_captured_changes_nothing_and_says_why()
    {
        var run = Run([Fault("a", arguments: [("capture", "refuse")])]);

        _holder.Asked.ShouldBe(["capture a"]);
        run.Result.ExitCode.ShouldBe(3);
        run.Result.Undo.ShouldBe(UndoState.NothingToUndo);
    }

    [Theory]
    [InlineData("keep-captured")]
    [InlineData("keep-applying")]
    public void Nothing_is_applied_that_the_watchdog_could_not_write_down(string phase)
    {
        var run = Run([Fault("a", arguments: [(phase, "no space left")])]);

        _holder.Asked.ShouldNotContain("apply a");
        run.Result.ExitCode.ShouldNotBe(0);
    }

    [Theory]
    [InlineData("keep-applied")]
    [InlineData("keep-reverting")]
    [InlineData("keep-reverted")]
    public void Nothing_that_the_watchdog_can_not_write_down_gates_the_undo(string phase)
    {
        Run([Fault("a", arguments: [(phase, "no space left")])]);

        _holder.Present.ShouldBeEmpty();
    }

    [Fact]
    public void Two_faults_at_the_same_thing_are_refused_by_name()
    {
        var run = Run([Fault("a", arguments: [("claim", "device:eth0")]), Fault("b", arguments: [("claim", "device:eth0")])]);

        _holder.Asked.ShouldNotContain("apply b");
        run.Reasons.ShouldContain(
            "action-failed: The action 'b' failed: the thing 'b' is being changed by the fault 'a' (fl-test-1) already. "
                + "Let that one end first, or choose another target."
        );
    }

    [Fact]
    public void What_adds_up_may_share_a_thing()
    {
        var run = Run([
            Fault("a", arguments: [("claim", "filter"), ("shared", true)]),
            Fault("b", arguments: [("claim", "filter"), ("shared", true)]),
        ]);

        run.Result.ExitCode.ShouldBe(0);
    }

    [Fact]
    public void A_thing_is_free_again_once_its_fault_has_ended()
    {
        var run = Run([
            Fault("a", arguments: [("claim", "device:eth0")], more: ("duration", 5)),
            Fault("b", arguments: [("claim", "device:eth0")], more: ("duration", 5)),
        ]);

        run.Result.ExitCode.ShouldBe(0);
    }

    [Fact]
    public void A_holder_that_dies_halts_the_run_which_then_proves_nothing()
    {
        var observer = new Watching(e =>
        {
            if (e is PauseStarted)
            {
                _holder.Lose("the holder was killed");
            }
        });

        var run = Run(
            [Fault("a"), Action("wait").Paused("{\"before\": 10}")],
            probes: [Healthy()],
            circumstances: new Circumstances { Observers = [observer] }
        );

        run.Result.Verdict.ShouldBe(Verdict.Halted);
        run.Reasons.ShouldContain("unproven: The faults did not last as long as they should have: the holder was killed.");
        _holder.Asked.ShouldContain("revert a");
    }

    [Fact]
    public void Without_a_holder_no_fault_is_applied_and_the_action_has_failed()
    {
        var holder = new FakeHolder { Refusal = "it can't be started" };

        var run = Run([Fault("a")], holder: holder);

        run.Reasons.ShouldContain("action-failed: The action 'a' failed: it can't be started. Start it yourself.");
    }

    [Fact]
    public void What_cannot_be_undone_is_said_so_and_not_missed()
    {
        var run = Run([Fault("a", arguments: [("irreversible", true)])]);

        run.Result.Undo.ShouldBe(UndoState.Complete);
        Facts(run).ShouldContain("\"irreversible\": \"nobody can\"");
    }

    [Fact]
    public void A_dry_run_applies_nothing()
    {
        Run([Fault("a")], circumstances: new Circumstances { Dry = DryMode.Actions });

        _holder.Asked.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("until", "\"forever\"", "a fault lasts until 'duration', 'method', 'hypothesis' or 'rollbacks', and this is 'forever'")]
    [InlineData("duration", "-1", "the duration of a fault is a number of seconds above 0, and this is -1")]
    [InlineData("until", "\"duration\"", "a fault that lasts until its 'duration' has to say how long that is")]
    [InlineData("target", "7", "the target of a fault is an object such as {\"type\": \"host\"}, and this is 7")]
    [InlineData("seed", "1.5", "a seed is a whole number from 0 to 2147483647, and this is 1.5")]
    public void An_option_that_is_wrong_is_named(string key, string value, string message)
    {
        var run = Run([Fault("a", more: (key, Json(value)))]);

        run.Reasons.ShouldContain(reason => reason.EndsWith(message, StringComparison.Ordinal));
        _holder.Asked.ShouldBeEmpty();
    }

    [Fact]
    public void Secrets_reach_neither_the_log_nor_what_the_watchdog_writes_down()
    {
        var document = Experiment(null, [Fault("a", arguments: [("token", "${token}")])])
            .With("secrets", Json("""{"group": {"token": "s3cr3t-t0k3n"}}"""));

        var run = SimulatedRun.Of(document, Circumstances(new Circumstances()));

        run.Log.ShouldNotContain("s3cr3t-t0k3n");
        JsonText.Write(UndoRecordText.Write(_holder.Kept.Single().Value.Record)).ShouldNotContain("s3cr3t-t0k3n");
        _holder.Kept.Single().Value.Record.IsMasked.ShouldBeTrue();
    }

    [Fact]
    public void A_change_that_a_function_made_is_undone_at_the_end_of_the_run()
    {
        var run = Run([Action("scale", "change-reversibly")], rollbacks: [Action("mend")]);

        var (record, secrets) = _reversal.Asked.ShouldHaveSingleItem();
        record.After!.ToString().ShouldBe("{\"replicas\": 0}");
        secrets.Text("token").ShouldBe("t0k3n-of-the-cluster");
        Index(run, e => e is RollbacksEnded).ShouldBeLessThan(Index(run, e => e is FaultReverting));
        run.Result.Undo.ShouldBe(UndoState.Complete);
        run.Log.ShouldNotContain("t0k3n-of-the-cluster");
    }

    [Fact]
    public void A_change_is_on_the_watchdogs_disk_and_its_credentials_in_its_memory_only()
    {
        Run([Action("scale", "change-reversibly", "{\"ends\": \"nobody knows\"}")]);

        _holder.Asked.ShouldContain("keep-applying scale");
        _holder.Secrets.Select(secrets => secrets.Text("token")).ShouldBe(["t0k3n-of-the-cluster"]);
        _reversal.Asked.Count.ShouldBe(1);
    }

    [Fact]
    public void A_change_that_was_refused_is_not_undone()
    {
        var run = Run([Action("scale", "change-reversibly", "{\"ends\": \"refused\"}")]);

        _reversal.Asked.ShouldBeEmpty();
        run.Result.ExitCode.ShouldBe(0);
    }

    [Fact]
    public void What_the_documents_own_rollbacks_change_stays()
    {
        Run([Action("a")], rollbacks: [Action("scale", "change-reversibly")]);

        _reversal.Asked.ShouldBeEmpty();
    }

    [Fact]
    public void A_change_that_somebody_else_changed_since_is_left_and_exit_code_5_says_so()
    {
        _reversal.Answer = new RevertResult(RevertState.ChangedMeanwhile, "it has 7 replicas by now");

        var run = Run([Action("scale", "change-reversibly")]);

        run.Result.ExitCode.ShouldBe(5);
        run.Result.Reasons[0].Message.ShouldContain("By hand: put it back");
    }

    [Fact]
    public void The_journal_tells_of_each_fault_what_was_done_seen_and_put_back()
    {
        var run = Run([Fault("a", more: ("duration", 5))]);

        var facts = Facts(run);
        facts.ShouldContain("\"fault\": \"fake.fault\"");
        facts.ShouldContain("\"backend\": \"hammer\"");
        facts.ShouldContain("\"state\": \"reverted\"");
        facts.ShouldContain("\"text\": \"breaking a\"");
        run.Journal.ToString().ShouldContain("\"kind\": \"fault\", \"name\": \"a\"");
    }

    [Fact]
    public void A_log_that_ends_while_a_fault_is_there_says_that_it_has_to_be_recovered()
    {
        var run = Run([Fault("a")]);
        var tally = new RunTally();

        foreach (var happened in run.Events.TakeWhile(e => e is not FaultReverting))
        {
            tally.OnEvent(happened);
        }

        tally.Result.ExitCode.ShouldBe(5);
        tally.Result.Reasons[0].Message.ShouldContain("'faultline recover 20260101-100000-000-test' does it");
    }

    private static string Facts(SimulatedRun run) => JsonText.Write(((DataObject)run.Journal["faultline"]!)["faults"]!, indent: 0);

    private SimulatedRun Run(
        DataObject[] method,
        DataObject[]? probes = null,
        DataObject[]? rollbacks = null,
        Circumstances? circumstances = null,
        FakeHolder? holder = null
    ) => SimulatedRun.Of(Experiment(probes, method, rollbacks), Circumstances(circumstances ?? new Circumstances(), holder));

    private Circumstances Circumstances(Circumstances circumstances, FakeHolder? holder = null)
    {
        return circumstances with
        {
            Faults = clock =>
            {
                var used = holder ?? _holder;
                used.Time = clock;
                return new FaultEquipment(used, [_reversal], new TargetLocks(_locks.Path));
            },
        };
    }

    private static int Index(SimulatedRun run, Func<RunEvent, bool> which) => run.Events.ToList().FindIndex(e => which(e));

    private static DataObject Fault(
        string name,
        string? until = null,
        (string Key, DataNode Value)? more = null,
        (string Key, DataNode Value)[]? arguments = null
    )
    {
        var given = (arguments ?? []).Aggregate(DataObject.Of(("name", name)), (all, one) => all.With(one.Key, one.Value));
        var provider = DataObject.Of(("type", "fake"), ("does", "inject"), ("arguments", given));
        provider = until is null ? provider : provider.With("until", until);
        provider = more is { } member ? provider.With(member.Key, member.Value) : provider;
        return DataObject.Of(("type", "action"), ("name", name), ("provider", provider));
    }

    private sealed class Watching(Action<RunEvent> see) : IRunObserver
    {
        public void OnEvent(RunEvent happened) => see(happened);
    }
}
