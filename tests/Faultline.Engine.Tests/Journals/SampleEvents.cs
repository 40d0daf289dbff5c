using System.Collections.Immutable;
using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Faults;
using Faultline.Engine.Model;
using Faultline.Engine.Model.Events;

namespace Faultline.Engine.Tests.Journals;

/// <summary>At least one event of every type; of those with optional members one with all of them and one with none.</summary>
internal static class SampleEvents
{
    public static RunStarted Start { get; } =
        new()
        {
            RunId = "20260101-100000-000-test",
            Source = "a \"b\".json",
            Title = "Über\nlast \u0000 \U0001F600",
            HypothesisStrategy = HypothesisStrategy.Continuously,
            RollbackStrategy = RollbackStrategy.Deviated,
            HasHypothesis = true,
            Rollbacks = 3,
            Version = "1.2.3",
            Node = "node",
            Platform = "Linux",
            Document = DataObject.Of(("title", "t"), ("n", new DataNumber("1.50e3")), ("none", DataNull.Instance)),
        };

    private static UndoRecord Undo { get; } =
        new()
        {
            Id = "fl-test-1",
            Run = "20260101-100000-000-test",
            Fault = "network.loss",
            Arguments = DataObject.Of(("percent", 30)),
            Target = DataObject.Of(("type", "netns"), ("name", "blue")),
            What = "lose 30 % of the packets to 192.0.2.1",
            Before = DataObject.Of(("table", "fl-test-1")),
            Claims = [new FaultClaim("nft:blue", "the packet filter of 'blue'", IsShared: true)],
            Undo = ["nft delete table inet fl-test-1"],
            Seed = 7,
            BootId = "a-boot",
            At = new DateTimeOffset(2026, 1, 1, 10, 0, 0, TimeSpan.Zero),
        };

    public static ImmutableArray<RunEvent> All { get; } =
    [
        Start,
        Start with
        {
            Dry = DryMode.Activities,
        },
        new FaultCaptured("break", 3, Undo, FaultUntil.Duration)
        {
            Duration = TimeSpan.FromSeconds(1.5),
            Backend = "nftables",
            Limits = ["new addresses only"],
        },
        new FaultCaptured("change", null, Undo, FaultUntil.Rollbacks) { IsFault = false },
        new FaultApplying("fl-test-1"),
        new FaultApplied("fl-test-1", DataObject.Of(("inode", 7))),
        new FaultProven(
            "fl-test-1",
            ProofMoment.During,
            new FaultProof(ProofState.Present, "3 of 10 were lost") { Figures = DataObject.Of(("lost_percent", 30)) }
        ),
        new FaultReported("fl-test-1", "Dropping all egress traffic to 192.0.2.1"),
        new FaultReverting("fl-test-1", "the method ended"),
        new FaultReverted("fl-test-1", new RevertResult(RevertState.Reverted, "it is as it was")),
        new FaultReverted(
            "fl-test-1",
            new RevertResult(RevertState.ChangedMeanwhile, "it has another owner") { Commands = ["chown root x"] }
        ),
        new FaultsLost("the holder was killed"),
        new HypothesisStarted(Place.Before, "h"),
        new HypothesisEnded(Place.During, true, null),
        new HypothesisEnded(Place.After, false, "probe"),
        new HypothesisEnded(Place.Before, null, null),
        new ContinuousStarted(TimeSpan.FromSeconds(0.25)),
        new FailedFast(100.0 / 3),
        new ContinuousEnded(),
        new MethodStarted(0),
        new MethodEnded(),
        new RollbacksStarted(2, RollbackStrategy.Always),
        new RollbacksSkipped(RollbackStrategy.Never, "why", BySignal: false),
        new RollbacksSkipped(RollbackStrategy.Always, "why", BySignal: true),
        new RollbackReached("undo"),
        new RollbackReached(null),
        new RollbacksEnded(),
        new PauseStarted("act", true, 1.5),
        new PauseStarted("act", false, "*****"),
        new PauseEnded("act"),
        new ActivityStarted
        {
            Call = 1,
            Place = Place.Rollbacks,
            Name = "n",
            Kind = ActivityKind.Action,
            Activity = DataObject.Of(("name", "n")),
            Background = true,
        },
        new ActivityStarted
        {
            Call = 2,
            Place = Place.Method,
            Name = "n",
            Kind = ActivityKind.Probe,
            Activity = DataObject.Empty,
        },
        new ActivityEnded
        {
            Call = 1,
            Result = CallResult.Failed,
            Message = "m",
            Trace = ["a\n", "b"],
            Warnings = ["w", ""],
            Unproven = "u",
            Output = DataArray.Of([1, "two", 3.5, DataNull.Instance]),
        },
        new ActivityEnded { Call = 2, Result = CallResult.Crashed },
        new ChangeRecorded(
            "n",
            1,
            new ChangeRecord
            {
                Verb = "patch",
                Resource = "/apis/apps/v1/namespaces/shop/deployments/web",
                Namespace = "shop",
                Name = "web",
                Before = DataObject.Of(("spec", DataObject.Of(("replicas", 3)))),
                Undo = "kubectl scale",
            }
        ),
        new ChangeRecorded(
            "n",
            null,
            new ChangeRecord
            {
                Verb = "create",
                Resource = "/api/v1/nodes/n1",
                Name = "n1",
                Undo = "kubectl delete",
            }
        ),
        new ActivityEnded { Call = 2, Result = CallResult.Stopped },
        new ActivityEnded
        {
            Call = 2,
            Result = CallResult.Succeeded,
            Output = "",
        },
        new ActivityAttempted(2, 3, "not yet", TimeSpan.FromSeconds(1.5)),
        new OutputsGiven(2, DataObject.Of(("pod", "web-1"), ("count", 3))),
        new ToleranceJudged(1, true, null),
        new ToleranceJudged(1, false, "expected 1, found 2"),
        new ToleranceJudged(1, null, ""),
        new StepCrashed(Place.Method, "act", "m"),
        new StepCrashed(Place.Rollbacks, null, "m"),
        new StopRequested(StopCause.TimedOut, false),
        new StopRequested(StopCause.HangUp, true),
        new StopRequested(StopCause.Halted, false)
        {
            By = "errors",
            Why = "The condition 'errors' is not met.",
            RollsBack = true,
        },
        new StopRequested(StopCause.Exit, false, StopRequested.Ungraceful),
        new StopRequested(StopCause.Halted, false, StopRequested.Graceful)
        {
            Control = "safe",
            Message = "The end",
            Why = "The safeguard is not in its tolerance.",
        },
        new ControlFailed("c", "before-activity", "RuntimeError: boom"),
        new ControlFailed("c", null, "m") { Counts = true },
        new ControlChanged("c", "before-method", ControlTarget.Experiment, DataObject.Of(("title", "t"))),
        new ControlChanged("c", "after-experiment", ControlTarget.Journal, DataObject.Of(("status", "failed"))),
        new ControlChanged("c", "after-activity", ControlTarget.Record, DataObject.Of(("output", 1)), 2),
        new ControlChanged("c", "configure", ControlTarget.Configuration, DataArray.Of(["a"])),
        new ActivityLeftOut("c", Place.Rollbacks, "act"),
        new SafeguardChecked("c", "p", true, null),
        new SafeguardChecked("c", "p", null, "why"),
        new RunEnded(
            "completed",
            true,
            new RunResult(Verdict.TimedOut, UndoState.NothingToUndo, [new Reason("deviation", "m", "probe"), new Reason("note", "m")], 124),
            TimeSpan.FromTicks(123_456_789_012)
        ),
        new RunEnded("aborted", false, new RunResult(Verdict.Held, UndoState.Complete, [], 0), TimeSpan.Zero),
    ];
}
