using Faultline.Abstractions.Data;
using Faultline.Engine.Model.Events;
using static Faultline.Engine.Tests.Running.Some;

namespace Faultline.Engine.Tests.Running;

/// <summary>A secret too short to be searched for is hidden where it was put.</summary>
public sealed class ShortSecretTests
{
    [Fact]
    public void In_a_title() =>
        SimulatedRun
            .Of(Document(Action("act")).With("title", "with ${pin} and $pin"))
            .Events.OfType<RunStarted>()
            .Single()
            .Title.ShouldBe("with ***** and *****");

    [Fact]
    public void In_a_pause() =>
        SimulatedRun
            .Of(Document(Action("act").Paused("{\"before\": \"${number}\"}")))
            .Events.OfType<PauseStarted>()
            .Single()
            .Seconds.ToString()
            .ShouldBe("\"*****\"");

    [Theory]
    [InlineData("fail")]
    [InlineData("crash")]
    [InlineData("succeed")]
    public void In_what_a_call_says_of_what_it_was_given(string does)
    {
        var run = SimulatedRun.Of(Document(Action("act", does, "{\"output\": [\"GET /?k=${pin}\"], \"message\": \"GET /?k=${pin}\"}")));

        run.Log.ShouldContain("GET /?k=*****");
        run.Log.ShouldNotContain("k=7q");
    }

    [Fact]
    public void In_what_a_tolerance_expects()
    {
        var probe = Probe("p", more: "{\"output\": \"other\"}").With("tolerance", "${pin}");
        var run = SimulatedRun.Of(
            Document(Action("act")).With("steady-state-hypothesis", DataObject.Of(("title", "h"), ("probes", DataArray.Of([probe]))))
        );

        run.Events.OfType<ToleranceJudged>().First().Explanation.ShouldBe("expected '*****', found 'other'");
    }

    [Theory]
    [InlineData("{\"type\": \"regex\", \"pattern\": \"^${pin}$\"}", "expected a match of ^*****$, found 'other'")]
    [InlineData("{\"type\": \"jsonpath\", \"path\": \"$.a\", \"expect\": \"${pin}\"}", "expected $.a to be ['*****'], found []")]
    public void In_what_a_tolerance_looks_for(string tolerance, string explanation)
    {
        var probe = Probe("p", more: "{\"output\": \"other\"}").With("tolerance", Json(tolerance));
        var run = SimulatedRun.Of(
            Document(Action("act")).With("steady-state-hypothesis", DataObject.Of(("title", "h"), ("probes", DataArray.Of([probe]))))
        );

        run.Events.OfType<ToleranceJudged>().First().Explanation.ShouldBe(explanation);
    }

    [Fact]
    public void The_provider_is_told_what_may_be_shown()
    {
        var call = SimulatedRun.Of(Document(Action("act", more: "{\"arguments\": {\"p\": \"${pin}\", \"q\": 1}}"))).Provider.Calls.Single();

        call.Provider["arguments"]!.ToString().ShouldBe("{\"p\": \"7q\", \"q\": 1}");
        call.Shown["arguments"]!.ToString().ShouldBe("{\"p\": \"*****\", \"q\": 1}");
    }

    private static DataObject Document(params DataObject[] method) =>
        Experiment(null, method).With("secrets", DataObject.Of(("g", DataObject.Of(("pin", "7q"), ("number", 1)))));
}
