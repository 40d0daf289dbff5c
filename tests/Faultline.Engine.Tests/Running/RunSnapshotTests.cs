using System.Runtime.InteropServices;
using Faultline.Abstractions.Data;
using Faultline.Engine.Model.Events;
using Faultline.TestKit;
using static Faultline.Engine.Tests.Running.Some;

namespace Faultline.Engine.Tests.Running;

/// <summary>The whole log and journal of three runs, as reviewed once.</summary>
public sealed class RunSnapshotTests
{
    [Fact]
    public void A_run_that_held()
    {
        var document = Experiment(
                [Healthy()],
                [Action("act", more: "{\"takes\": 1.25, \"output\": {\"status\": 0}}").Paused("{\"before\": 2, \"after\": \"${wait}\"}")],
                [Reference("act")]
            )
            .With("title", "Under ${name} it holds")
            .With("configuration", Json("{\"name\": \"load\", \"wait\": 0.5}"))
            .With("secrets", Json("{\"api\": {\"token\": \"s3cr3t-t0ken\"}}"));

        Snapshot.Match(Shown(SimulatedRun.Of(document)));
    }

    [Fact]
    public void A_run_that_deviated_with_a_failed_probe()
    {
        var document = Experiment(
            [Healthy("first"), Healthy("second", "succeed fail")],
            [Action("act", "unproven", "{\"message\": \"it ended with 1\"}"), Probe("look", "fail", "{\"message\": \"refused\"}")],
            [Action("undo")]
        );

        Snapshot.Match(Shown(SimulatedRun.Of(document)));
    }

    [Fact]
    public void A_run_that_was_aborted_and_rolled_back()
    {
        var document = Experiment(
            [Probe("healthy", more: "{\"output\": {\"status\": 200, \"body\": \"ok\"}}").With("tolerance", Json("[200, 204]"))],
            [Action("act"), Action("next", "crash", "{\"message\": \"no such program\"}"), Action("never")],
            [Action("undo", more: "{\"takes\": 10}"), Action("undo again", "fail", "{\"message\": \"gone\"}")]
        );

        Snapshot.Match(Shown(SimulatedRun.Of(document, new Circumstances { Stops = [(3, StopCause.Terminate)] })));
    }

    private static string Shown(SimulatedRun run) =>
        (run.Log + "\n" + JsonText.Write(run.Journal))
            .Replace(Environment.MachineName, "NODE", StringComparison.Ordinal)
            .Replace($"{RuntimeInformation.OSDescription} {RuntimeInformation.OSArchitecture}", "PLATFORM", StringComparison.Ordinal);
}
