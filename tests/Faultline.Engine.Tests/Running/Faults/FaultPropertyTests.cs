using System.Collections.Immutable;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Faults;
using Faultline.Engine.Journals;
using Faultline.Engine.Model;
using Faultline.Engine.Model.Events;
using Faultline.Engine.Running.Faults;
using Faultline.TestKit;
using static Faultline.Engine.Tests.Running.Some;

namespace Faultline.Engine.Tests.Running;

/// <summary>
/// Random faults that go wrong at random points, in runs that are stopped at random moments. FAULTLINE_RUNS=N plays more of them;
/// FAULTLINE_SEED=N plays the one that a failure names.
/// </summary>
public sealed class FaultPropertyTests
{
    private const int Runs = 500;

    private static readonly ImmutableArray<string> Points =
    [
        "capture",
        "before",
        "apply",
        "during",
        "after",
        "keep-captured",
        "keep-applying",
        "keep-applied",
        "keep-reverting",
        "keep-reverted",
    ];

    [Fact(Timeout = 3_600_000)]
    public Task Nothing_stays_broken_that_can_be_put_back_and_what_stays_is_told()
    {
        using var locks = new TemporaryFolder();
        var results = new HashSet<(Verdict, UndoState)>();
        foreach (var seed in Seeds.Of("FAULTLINE_RUNS", Runs))
        {
            try
            {
                var random = new Random(seed);
                var holder = new FakeHolder();
                var run = Play(random, holder, locks.Path);
                Check(run, holder);
                results.Add((run.Result.Verdict, run.Result.Undo));
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"The run fails; FAULTLINE_SEED={seed} plays it alone. {e.Message}", e);
            }
        }

        if (!Seeds.IsOne)
        {
            results.Select(result => result.Item2).ShouldContain(UndoState.Incomplete);
            results.Select(result => result.Item2).ShouldContain(UndoState.Complete);
            results.Count.ShouldBeGreaterThan(6);
        }

        return Task.CompletedTask;
    }

    private static void Check(SimulatedRun run, FakeHolder holder)
    {
        var captured = run.Events.OfType<FaultCaptured>().ToList();
        var stuck = captured
            .Where(fault => fault.Record.Arguments.Text("revert") is "fail" or "throw" or "changed")
            .Select(fault => fault.Record.Arguments.Text("name")!)
            .ToHashSet();
        holder.Present.Except(stuck).ShouldBeEmpty("what can be put back is");
        if (holder.Present.Count > 0)
        {
            run.Result.ExitCode.ShouldBe(5, "what stays broken is told");
        }

        foreach (var fault in captured)
        {
            var name = fault.Record.Arguments.Text("name")!;
            var mine = run.Events.Where(e => EffectOf(e) == fault.Record.Id).Select(e => e.GetType()).ToList();
            mine.Count(type => type == typeof(FaultReverted)).ShouldBe(1, $"{name} is put back once");
            mine[0].ShouldBe(typeof(FaultCaptured));
            mine[^1].ShouldBe(typeof(FaultReverted));
        }

        foreach (var applied in holder.Asked.Where(asked => asked.StartsWith("apply ", StringComparison.Ordinal)))
        {
            var name = applied["apply ".Length..];
            holder.Asked.IndexOf($"keep-applying {name}").ShouldBeInRange(0, holder.Asked.IndexOf(applied));
        }

        var tally = new RunTally();
        foreach (var happened in run.Events)
        {
            tally.OnEvent(happened);
        }

        tally.Result.ExitCode.ShouldBe(run.Result.ExitCode, "the log gives the same answer again");
        if (run.Result.ExitCode == 0)
        {
            foreach (var fault in captured)
            {
                run.Events.OfType<FaultProven>()
                    .ShouldContain(proven =>
                        proven.Effect == fault.Record.Id && proven.Moment == ProofMoment.During && proven.Proof.State == ProofState.Present
                    );
            }
        }
    }

    private static string? EffectOf(RunEvent happened) =>
        happened switch
        {
            FaultCaptured e => e.Record.Id,
            FaultApplying e => e.Effect,
            FaultApplied e => e.Effect,
            FaultProven e => e.Effect,
            FaultReported e => e.Effect,
            FaultReverting e => e.Effect,
            FaultReverted e => e.Effect,
            _ => null,
        };

    private static SimulatedRun Play(Random random, FakeHolder holder, string locks)
    {
        var steps = Enumerable
            .Range(0, random.Next(1, 5))
            .Select(number =>
                random.Next(4) == 0 ? Action($"step{number}", random.Next(3) == 0 ? "crash" : "succeed") : Fault(random, $"f{number}")
            )
            .ToArray();
        var stops = Enumerable
            .Range(0, random.Next(3))
            .Select(_ => (Math.Round(random.NextDouble() * 30, 2), StopCause.Interrupt))
            .ToImmutableArray();
        var circumstances = new Circumstances
        {
            Stops = stops,
            Timeout = random.Next(5) == 0 ? TimeSpan.FromSeconds(random.Next(1, 20)) : null,
            Rollbacks = (RollbackStrategy)random.Next(4),
            Faults = clock =>
            {
                holder.Time = clock;
                return new FaultEquipment(holder, [], new TargetLocks(locks));
            },
        };
        return SimulatedRun.Of(Experiment(random.Next(2) == 0 ? [Healthy()] : null, steps), circumstances);
    }

    private static DataObject Fault(Random random, string name)
    {
        var arguments = DataObject.Of(("name", name));
        if (random.Next(3) == 0)
        {
            var point = Points[random.Next(Points.Length)];
            arguments = arguments.With(point, random.Next(2) == 0 ? "refuse" : "unknown");
        }

        if (random.Next(3) == 0)
        {
            arguments = arguments.With(Points[random.Next(5)] + "-takes", random.Next(1, 15));
        }

        if (random.Next(5) == 0)
        {
            string[] ways = ["fail", "fail-once", "throw", "changed"];
            arguments = arguments.With("revert", ways[random.Next(4)]);
        }

        var provider = DataObject.Of(("type", "fake"), ("does", "inject"), ("arguments", arguments));
        string[] untils = ["method", "hypothesis", "rollbacks"];
        provider =
            random.Next(2) == 0
                ? provider.With("duration", random.Next(1, 20))
                : provider.With("until", untils[random.Next(untils.Length)]);
        var activity = DataObject.Of(("type", "action"), ("name", name), ("provider", provider));
        return random.Next(3) == 0 ? activity.InBackground() : activity;
    }
}
