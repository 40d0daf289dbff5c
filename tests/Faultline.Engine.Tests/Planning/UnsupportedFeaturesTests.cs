using Faultline.Abstractions.Data;
using Faultline.Engine.Documents;
using Faultline.Engine.Planning;
using Faultline.Engine.Tests.Documents;

namespace Faultline.Engine.Tests.Planning;

public sealed class UnsupportedFeaturesTests
{
    private const string Control = "[{\"name\": \"c\", \"provider\": {\"type\": \"python\", \"module\": \"m\"}}]";
    private const string Probes = "\"probes\": [{\"type\": \"probe\", \"name\": \"p\", \"provider\": {\"type\": \"x\"}, \"tolerance\": 1}]";

    [Theory]
    [InlineData("\"controls\": " + Control, "Error test.json:2:13 $.controls: a control can't be run by this version yet")]
    [InlineData(
        "\"steady-state-hypothesis\": {\"title\": \"h\", \"controls\": " + Control + "}",
        "Error test.json:2:55 $.steady-state-hypothesis.controls: a control can't be run by this version yet"
    )]
    [InlineData(
        "\"method\": [{\"type\": \"probe\", \"name\": \"p\", \"provider\": {\"type\": \"x\"}, \"controls\": " + Control + "}]",
        "Error test.json:2:82 $.method[0].controls: a control can't be run by this version yet"
    )]
    public void What_this_version_cannot_run_is_refused_by_name(string member, string problem) => Found(member).ShouldBe(problem);

    [Theory]
    [InlineData("\"controls\": []")]
    [InlineData("\"method\": [{\"type\": \"probe\", \"name\": \"p\", \"provider\": {\"type\": \"x\"}, \"background\": true}]")]
    [InlineData("\"configuration\": {\"x\": {\"type\": \"probe\", \"name\": \"p\", \"provider\": {\"type\": \"x\"}}}")]
    [InlineData("\"method\": [{\"type\": \"probe\", \"name\": \"p\", \"provider\": {\"type\": \"x\"}, \"background\": false}]")]
    [InlineData("\"runtime\": {\"hypothesis\": {\"strategy\": \"continuously\"}}")]
    [InlineData("\"steady-state-hypothesis\": {\"title\": \"h\", " + Probes + "}, \"runtime\": {\"hypothesis\": {\"strategy\": \"skip\"}}")]
    [InlineData("\"configuration\": {\"x\": {\"type\": \"env\", \"key\": \"X\"}}")]
    [InlineData("\"secrets\": {\"g\": {\"type\": \"env\", \"key\": \"X\"}}")]
    [InlineData("\"secrets\": {\"g\": {\"s\": {\"type\": \"vault\", \"path\": \"p\"}}}")]
    public void What_it_can_run_is_not(string member) => Found(member).ShouldBe("");

    [Fact]
    public void Validation_only_warns() =>
        Found("\"controls\": " + Control, isForRun: false)
            .ShouldBe("Warning test.json:2:13 $.controls: a control can't be run by this version yet");

    [Fact]
    public void All_uses_are_reported() =>
        Found("\"controls\": " + Control + ", \"method\": [{\"type\": \"probe\", \"name\": \"p\", \"provider\": {\"type\": \"x\"}, \"controls\": " + Control + "}]")
            .Split('\n')
            .Length.ShouldBe(2);

    private static string Found(string member, bool isForRun = true)
    {
        var method = member.Contains("\"method\"", StringComparison.Ordinal) ? "" : "\"method\": [], ";
        var text = "{\"title\": \"t\", \"description\": \"d\", " + method + "\n" + member + "}";
        var experiment = ExperimentReader.Read(JsonText.Parse(text), "test.json").Experiment.ShouldNotBeNull();
        return Reading.Shown(UnsupportedFeatures.Find(Planner.Plan(experiment), isForRun));
    }
}
