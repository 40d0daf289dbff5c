using Faultline.Abstractions.Data;
using Faultline.Engine.Model;
using Faultline.Engine.Model.Events;
using static Faultline.Engine.Tests.Running.RunVerdictTests;
using static Faultline.Engine.Tests.Running.Some;

namespace Faultline.Engine.Tests.Running;

/// <summary>Probes that are called again: after a failure (<c>retry</c>), or until their result is accepted (<c>until</c>).</summary>
public sealed class RepetitionTests
{
    [Fact]
    public void A_probe_that_fails_is_called_again_with_growing_pauses()
    {
        var probe = Probe("look", "fail fail fail succeed").With("retry", Json("{\"attempts\": 5, \"interval\": 2, \"backoff\": 3}"));

        var run = SimulatedRun.Of(Experiment(null, [probe]));

        Ended(run).ShouldBe((Verdict.Explored, UndoState.NothingToUndo, 0, "completed", false));
        run.Called.ShouldBe(["look", "look", "look", "look"]);
        run.Seconds.ShouldBe(2 + 6 + 18);
        run.Recorded("run").ShouldBe(["look"]);
        JsonText
            .Write(((DataObject)run.Journal["faultline"]!)["attempts"]!, indent: 0)
            .ShouldBe("[{\"activity\": \"look\", \"attempts\": 4}]");
    }

    [Fact]
    public void What_fails_as_often_as_it_may_has_failed()
    {
        var probe = Probe("look", "fail").With("retry", Json("{\"attempts\": 3, \"interval\": 1}"));

        var run = SimulatedRun.Of(Experiment(null, [probe, Action("act")]));

        run.Called.ShouldBe(["look", "look", "look", "act"]);
        Ended(run).ShouldBe((Verdict.Inconclusive, UndoState.NothingToUndo, 3, "completed", false));
        run.Reasons.ShouldBe(["probe-failed: The probe 'look' of the method failed: fail"]);
    }

    [Fact]
    public void A_crash_is_not_repeated()
    {
        var probe = Probe("look", "crash").With("retry", Json("{\"attempts\": 3}"));

        SimulatedRun.Of(Experiment(null, [probe])).Called.ShouldBe(["look"]);
    }

    [Fact]
    public void A_probe_waits_until_its_result_is_accepted()
    {
        var probe = Probe("ready", more: "{\"outputs\": [0, 1, 3]}")
            .With("until", Json("{\"tolerance\": 3, \"interval\": 5, \"timeout\": 60}"));

        var run = SimulatedRun.Of(Experiment(null, [Action("act"), probe, Action("next")]));

        run.Called.ShouldBe(["act", "ready", "ready", "ready", "next"]);
        run.Seconds.ShouldBe(10);
        run.Result.ExitCode.ShouldBe(0);
        run.Events.OfType<ActivityAttempted>().Select(e => e.Why).ShouldBe(["expected 3, found 0", "expected 3, found 1"]);
    }

    [Fact]
    public void What_is_waited_for_in_vain_is_no_success()
    {
        var probe = Probe("ready", more: "{\"output\": 0}").With("until", Json("{\"tolerance\": 3, \"interval\": 4, \"timeout\": 10}"));

        var run = SimulatedRun.Of(Experiment([Healthy()], [probe]));

        Ended(run).ShouldBe((Verdict.Inconclusive, UndoState.NothingToUndo, 3, "completed", false));
        run.Reasons.ShouldBe(["probe-failed: The probe 'ready' of the method failed: not within 10 s, in 3 attempts: expected 3, found 0"]);
    }

    [Fact]
    public void A_hypothesis_may_give_its_system_time_to_recover()
    {
        var probe = Probe("healthy", more: "{\"outputs\": [200, 503, 503, 200]}")
            .With("tolerance", 200)
            .With("until", Json("{\"interval\": 3, \"timeout\": 30}"));

        var run = SimulatedRun.Of(Experiment([probe], [Action("act")]));

        Ended(run).ShouldBe((Verdict.Held, UndoState.NothingToUndo, 0, "completed", false));
        run.Seconds.ShouldBe(6);
    }

    [Fact]
    public void A_failure_is_waited_out_too()
    {
        var probe = Probe("healthy", "fail fail succeed", "{\"output\": 200}")
            .With("tolerance", 200)
            .With("until", Json("{\"interval\": 3, \"timeout\": 30}"));

        SimulatedRun.Of(Experiment([probe], [])).Called.ShouldBe(["healthy", "healthy", "healthy", "healthy"]);
    }

    [Fact]
    public void A_stop_ends_the_waiting()
    {
        var probe = Probe("ready", more: "{\"output\": 0}").With("until", Json("{\"tolerance\": 3, \"interval\": 60, \"timeout\": 600}"));

        var run = SimulatedRun.Of(Experiment(null, [probe]), new Circumstances { Stops = [(7, StopCause.Interrupt)] });

        Ended(run).ShouldBe((Verdict.Interrupted, UndoState.NothingToUndo, 130, "interrupted", false));
        run.Seconds.ShouldBe(7);
    }
}
