using System.Collections.Immutable;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Faults;
using Faultline.Cli.Attacks;
using Faultline.Engine.Model;
using Faultline.Engine.Model.Events;
using Faultline.TestKit;

namespace Faultline.Cli.Tests.Attacks;

/// <summary>The lines that scripts know.</summary>
public sealed class AttackLinesTests
{
    private const string Guid = "0367cfe2-f9fc-11e8-acea-0242db4d1180";

    [Fact]
    public void A_blackhole_has_the_lines_of_its_recording() =>
        Snapshot.Match(
            Lines(
                "blackhole",
                "for 240 seconds",
                1,
                new FaultApplying("fl-1"),
                new FaultReported("fl-1", "Whitelisting all egress traffic to 54.186.219.32"),
                new FaultReported("fl-1", "Dropping all egress traffic to 52.84.25.207"),
                new FaultReported("fl-1", "Whitelisting all ingress traffic from 54.186.219.32"),
                new FaultReported("fl-1", "Dropping all ingress traffic from 52.84.25.207"),
                new FaultApplied("fl-1", DataObject.Empty),
                new FaultReported("fl-1", "Dropping all egress traffic to 13.33.147.150"),
                new FaultReverting("fl-1", "its duration is over"),
                new FaultReverted("fl-1", new RevertResult(RevertState.Reverted, "gone"))
            )
        );

    [Fact]
    public void A_shutdown_says_that_it_runs_before_nobody_can_say_anything() =>
        Lines("shutdown", "after 1 minute", 1, new FaultApplying("fl-1"), new FaultReverting("fl-1", "the method ended"))
            .ShouldBe(
                $"""
                Setting up shutdown gremlin with guid '{Guid}' after 1 minute
                Setup successfully completed
                Running shutdown gremlin with guid '{Guid}' after 1 minute

                """
            );

    [Fact]
    public void It_runs_once_it_is_at_every_target() =>
        Lines("cpu", "for 5 seconds", 2, new FaultApplied("fl-1", DataObject.Empty), new FaultReported("fl-1", "Burning"))
            .ShouldBe($"Setting up cpu gremlin with guid '{Guid}' for 5 seconds\n");

    [Fact]
    public void What_could_not_be_applied_never_ran() =>
        Lines(
                "cpu",
                "for 5 seconds",
                1,
                new FaultApplying("fl-1"),
                new FaultReported("fl-1", "Burning"),
                new FaultReverting("fl-1", "it could not be applied")
            )
            .ShouldBe($"Setting up cpu gremlin with guid '{Guid}' for 5 seconds\nBurning\nReverting impact!\n");

    private static string Lines(string type, string span, int targets, params RunEvent[] events)
    {
        using var output = new StringWriter { NewLine = "\n" };
        var lines = new AttackLines(output);
        var facts = new AttackFacts(type, Guid, span, [.. Enumerable.Range(0, targets).Select(at => $"target {at}").ToImmutableArray()]);
        lines.OnEvent(
            new RunStarted
            {
                RunId = "r",
                Source = "s",
                Document = AttackDocument.Of(facts, "cpu.burn", DataObject.Empty, [AttackTarget.Host], null, 1, []),
                Title = "t",
                HypothesisStrategy = HypothesisStrategy.Default,
                RollbackStrategy = RollbackStrategy.Default,
                HasHypothesis = false,
                Rollbacks = 0,
                Version = "0",
                Node = "n",
                Platform = "p",
            }
        );
        foreach (var happened in events)
        {
            lines.OnEvent(happened);
        }

        return output.ToString();
    }
}
