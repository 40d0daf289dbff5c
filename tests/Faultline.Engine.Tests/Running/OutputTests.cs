using Faultline.Abstractions.Data;
using Faultline.Engine.Model;
using Faultline.Engine.Model.Events;
using static Faultline.Engine.Tests.Running.Some;

namespace Faultline.Engine.Tests.Running;

/// <summary>What an activity answered, used by later ones (<c>output</c>).</summary>
public sealed class OutputTests
{
    private static readonly DataObject Says = Action("act", "echo", "{\"arguments\": {\"value\": \"kill ${pod}\"}}");

    [Fact]
    public void The_whole_answer_has_a_name()
    {
        var run = SimulatedRun.Of(Experiment(null, [Probe("find", more: "{\"output\": \"web-1\\n\"}").With("output", "pod"), Says]));

        OutputOf(run, "act").ShouldBe("kill web-1");
        JsonText.Write(((DataObject)run.Journal["faultline"]!)["outputs"]!, indent: 0).ShouldBe("{\"pod\": \"web-1\"}");
    }

    [Theory]
    [InlineData("{\"items\": [{\"name\": \"web-1\"}, {\"name\": \"web-2\"}]}", "\"$.items[1].name\"", "kill web-2")]
    [InlineData("{\"stdout\": \"{\\\"pods\\\": [\\\"web-3\\\"]}\"}", "{\"target\": \"stdout\", \"path\": \"$.pods[0]\"}", "kill web-3")]
    [InlineData("{\"stdout\": \"web-4\\n\"}", "{\"target\": \"stdout\"}", "kill web-4")]
    [InlineData("{\"items\": []}", "{\"path\": \"$.items[0]\", \"default\": \"none\"}", "kill none")]
    public void A_part_of_the_answer_has_a_name(string output, string part, string expected)
    {
        var find = Probe("find", more: $"{{\"output\": {output}}}").With("output", DataObject.Of(("pod", Json(part))));

        OutputOf(SimulatedRun.Of(Experiment(null, [find, Says])), "act").ShouldBe(expected);
    }

    [Fact]
    public void A_part_that_is_not_there_ends_the_method()
    {
        var find = Probe("find", more: "{\"output\": {\"items\": []}}").With("output", Json("{\"pod\": \"$.items[0]\"}"));

        var run = SimulatedRun.Of(Experiment(null, [find, Says]));

        run.Called.ShouldBe(["find"]);
        run.Result.ExitCode.ShouldBe(4);
        run.Reasons.ShouldBe([
            "crashed: The activity 'find' could not be carried out: 'find' has no output 'pod': $.items[0] finds nothing in what it answered",
        ]);
    }

    [Fact]
    public void A_name_without_a_value_reaches_no_action()
    {
        var run = SimulatedRun.Of(Experiment(null, [Probe("find", "fail").With("output", "pod"), Says]));

        run.Called.ShouldBe(["find"]);
        run.Result.Verdict.ShouldBe(Verdict.Aborted);
        run.Reasons.ShouldContain(
            "crashed: The activity 'act' could not be carried out: '${pod}' has no value: the activity that gives it one has not succeeded"
        );
    }

    [Fact]
    public void Rollbacks_know_what_the_method_found()
    {
        var find = Probe("find", more: "{\"output\": \"web-1\"}").With("output", "pod");
        var undo = Action("undo", "echo", "{\"arguments\": {\"value\": \"restart ${pod}\"}}");

        var run = SimulatedRun.Of(Experiment(null, [find], [undo]));

        OutputOf(run, "undo").ShouldBe("restart web-1");
    }

    [Fact]
    public void A_secret_in_an_answer_stays_one()
    {
        var document = Experiment(null, [Probe("find", more: "{\"output\": \"pass ${secret}\"}").With("output", "pod"), Says])
            .With("secrets", DataObject.Of(("group", DataObject.Of(("secret", RandomExperiment.Secret)))));

        var run = SimulatedRun.Of(document);

        run.Log.ShouldNotContain(RandomExperiment.Secret);
        run.Provider.Calls[1].Provider["arguments"]!.ToString()!.ShouldContain(RandomExperiment.Secret);
    }

    private static string? OutputOf(SimulatedRun run, string name)
    {
        var call = run.Events.OfType<ActivityStarted>().Single(e => e.Name == name).Call;
        return (run.Events.OfType<ActivityEnded>().Single(e => e.Call == call).Output as DataString)?.Value;
    }
}
