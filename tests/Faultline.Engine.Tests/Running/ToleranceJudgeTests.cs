using Faultline.Abstractions.Data;
using Faultline.Engine.Model;
using Faultline.Engine.Model.Events;
using static Faultline.Engine.Tests.Running.Some;

namespace Faultline.Engine.Tests.Running;

/// <summary>Every kind of tolerance, met, missed and undecidable, with what is said about it (reference specification §6).</summary>
public sealed class ToleranceJudgeTests
{
    private const string Result = "{\"status\": 1, \"stdout\": \"load 42\", \"stderr\": \"\", \"body\": \"{\\\"a\\\": [1, 2]}\"}";

    [Theory]
    // a boolean
    [InlineData("true", "true")]
    [InlineData("true", "1")]
    [InlineData("false", "0.0")]
    // an integer
    [InlineData("6", "6.0")]
    [InlineData("1", "true")]
    [InlineData("1", Result)]
    // a text
    [InlineData("\"up\"", "\"up\"")]
    [InlineData("\"${code}\"", "200")]
    // a list
    [InlineData("[0, 1, 2]", Result)]
    [InlineData("[1, 200]", Result)]
    [InlineData("[1, 10]", "7.5")]
    [InlineData("[1, 10]", "10")]
    [InlineData("[\"a\", \"c\"]", "\"b\"")]
    [InlineData("[1, 2, 3]", "2")]
    [InlineData("[[1]]", "[1]")]
    // a pattern
    [InlineData("{\"type\": \"regex\", \"pattern\": \"^l.*[0-9]+$\", \"target\": \"stdout\"}", Result)]
    [InlineData("{\"type\": \"regex\", \"pattern\": \"b\"}", "\"abc\"")]
    [InlineData("{\"type\": \"regex\", \"pattern\": \"^${code}$\"}", "\"200\"")]
    // a range
    [InlineData("{\"type\": \"range\", \"range\": [1, 2], \"target\": \"status\"}", Result)]
    [InlineData("{\"type\": \"range\", \"range\": [0.1, 0.3]}", "\"0.2\"")]
    [InlineData("{\"type\": \"range\", \"range\": [0, 1]}", "true")]
    // a path
    [InlineData("{\"type\": \"jsonpath\", \"path\": \"$.a[*]\", \"target\": \"body\"}", Result)]
    [InlineData("{\"type\": \"jsonpath\", \"path\": \"$.a[*]\", \"target\": \"body\", \"count\": 2}", Result)]
    [InlineData("{\"type\": \"jsonpath\", \"path\": \"$.a[*]\", \"target\": \"body\", \"expect\": [1, 2]}", Result)]
    [InlineData("{\"type\": \"jsonpath\", \"path\": \"$.a[0]\", \"expect\": 1}", "\"{\\\"a\\\": [1]}\"")]
    [InlineData("{\"type\": \"jsonpath\", \"path\": \"$.b\", \"expect\": []}", "{\"a\": 1}")]
    [InlineData("{\"type\": \"jsonpath\", \"path\": \"$.b\", \"expect\": \"${code}\"}", "{\"b\": 200}")]
    [InlineData("{\"type\": \"jsonpath\", \"path\": \"$\", \"count\": null}", "\"not { json\"")]
    public void A_result_within_its_tolerance_is_met_without_a_word(string tolerance, string output) =>
        Judge(tolerance, output).ShouldBe((true, null));

    [Theory]
    [InlineData("true", "false", "expected True, found False")]
    [InlineData("true", "\"true\"", "expected True, found 'true'")]
    [InlineData("0", Result, "expected status 0, found 1")]
    [InlineData("6", "\"6\"", "expected 6, found '6'")]
    [InlineData("\"UP\"", "\"up\"", "expected 'UP', found 'up'")]
    [InlineData("\"1\"", "{\"status\": 1}", "expected '1', found {'status': 1}")]
    [InlineData("[0, 2]", Result, "expected a status of [0, 2], found 1")]
    [InlineData("[1, 10]", "10.5", "expected a value from 1 to 10, found 10.5")]
    [InlineData("[1, 2, 3]", "5", "expected one of [1, 2, 3], found 5")]
    [InlineData("[]", "null", "expected one of [], found None")]
    [InlineData("{\"type\": \"regex\", \"pattern\": \"^x\"}", "\"abc\"", "expected a match of ^x, found 'abc'")]
    [InlineData("{\"type\": \"range\", \"range\": [1, 2]}", "3", "expected a number from 1 to 2, found 3")]
    [InlineData("{\"type\": \"range\", \"range\": [1, 2]}", "\"high\"", "expected a number from 1 to 2, found 'high'")]
    [InlineData("{\"type\": \"jsonpath\", \"path\": \"$.b\"}", "{\"a\": 1}", "expected a match of $.b, found none")]
    [InlineData("{\"type\": \"jsonpath\", \"path\": \"$.*\", \"count\": 2}", "{\"a\": 1}", "expected 2 matches of $.*, found 1")]
    [InlineData("{\"type\": \"jsonpath\", \"path\": \"$.a\", \"expect\": 2}", "{\"a\": 1}", "expected $.a to be [2], found [1]")]
    public void A_result_out_of_its_tolerance_is_explained(string tolerance, string output, string explanation) =>
        Judge(tolerance, output).ShouldBe((false, explanation));

    [Theory]
    [InlineData("[1, 10]", "\"7\"", "'<=' not supported between instances of 'int' and 'str'")]
    [InlineData("{\"type\": \"range\", \"range\": [0, 9]}", "\"nan\"", "NaN is neither less nor greater than any number")]
    [InlineData("[1, 10]", "null", "'<=' not supported between instances of 'int' and 'NoneType'")]
    [InlineData("{\"type\": \"regex\", \"pattern\": \"a\"}", "5", "a pattern is searched in a text, and the value is an integer: 5")]
    [InlineData(
        "{\"type\": \"regex\", \"pattern\": \"a\", \"target\": \"body\"}",
        "\"x\"",
        "the tolerance looks at 'body', and the output is a string without parts: 'x'"
    )]
    [InlineData(
        "{\"type\": \"jsonpath\", \"path\": \"$.a\", \"target\": \"body\"}",
        "[1]",
        "the tolerance looks at 'body', and the output is a list without parts: [1]"
    )]
    [InlineData(
        "\"${price}\"",
        "1.5",
        "the tolerance 1.5 can't be used: hypothesis probe tolerance must either be an integer, a string, a boolean or a pair of "
            + "values for boundaries. It can also be a dictionary which is a probe activity definition that takes an argument called "
            + "`value` with the value of the probe itself to be validated"
    )]
    [InlineData(
        "\"${misspelt}\"",
        "1",
        "the tolerance {'type': 'regex', 'patern': 'x'} can't be used: hypothesis regex probe tolerance must have a `pattern` key"
    )]
    [InlineData("{\"type\": \"regex\", \"pattern\": \"${bad}\"}", "\"x\"", "the pattern [0-9 is invalid: unterminated character set")]
    public void A_result_that_cannot_be_judged_is_no_result(string tolerance, string output, string explanation) =>
        Judge(tolerance, output).ShouldBe((null, explanation));

    [Theory]
    [InlineData("{\"a\": 1}", "an object")]
    [InlineData("null", "null")]
    [InlineData("[1]", "a list")]
    public void A_range_takes_a_number(string output, string kind)
    {
        var (met, explanation) = Judge("{\"type\": \"range\", \"range\": [1, 2]}", output);

        met.ShouldBeNull();
        explanation!.ShouldStartWith($"a range takes a number, and the value is {kind}: ");
    }

    [Theory]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("-Infinity")]
    public void A_bound_that_is_no_number_never_ends_the_run(string bound)
    {
        var tolerance = DataObject.Of(("type", "range"), ("range", DataArray.Of([0, new DataNumber(bound)])));

        var run = SimulatedRun.Of(Experiment([Probe("p", more: "{\"output\": 5}").With("tolerance", tolerance)], []));

        run.Events.OfType<RunEnded>().ShouldHaveSingleItem();
    }

    [Fact]
    public void A_path_that_only_its_variables_make_a_path_is_refused_before_the_run() =>
        Documents
            .Reading.Of(Experiment([Probe("p").With("tolerance", Json("{\"type\": \"jsonpath\", \"path\": \"${p}\"}"))], []))
            .Single()
            .Message.ShouldBe("hypothesis probe tolerance JSON path ${p} is invalid");

    [Theory]
    [InlineData("echo", "5", true, null)]
    [InlineData("echo", "0", false, "the probe 'judge' of the tolerance answered 0 to 0")]
    [InlineData("echo", "\"${code}\"", true, null)]
    [InlineData("fail", "5", false, "the probe 'judge' of the tolerance failed: fail")]
    [InlineData("crash", "5", null, "the probe 'judge' of the tolerance could not run: crash")]
    [InlineData("throw", "5", null, "the probe 'judge' of the tolerance could not run: InvalidOperationException: throw")]
    public void A_probe_can_judge_another(string does, string output, bool? met, string? explanation) =>
        Judge(JudgeProbe(does, "{\"type\": \"fake\", \"arguments\": {\"limit\": 9}}"), output).ShouldBe((met, explanation));

    [Fact]
    public void A_probe_that_judges_needs_a_place_for_the_value() =>
        Judge(JudgeProbe("echo", "{\"type\": \"fake\"}"), "5")
            .ShouldBe((null, "the probe 'judge' of the tolerance has no 'arguments' object to take the value"));

    [Fact]
    public void A_probe_that_judges_gets_the_value_beside_its_own_arguments()
    {
        var tolerance = Json(JudgeProbe("echo", "{\"type\": \"fake\", \"arguments\": {\"limit\": \"${code}\", \"value\": 0}}"));
        var document = Experiment([Probe("p", more: "{\"output\": \"${not-a-variable}\"}").With("tolerance", tolerance)])
            .With("configuration", Json("{\"code\": 200}"));

        SimulatedRun.Of(document).Provider.Calls[1].Provider["arguments"]!
            .ToString()
            .ShouldBe("{\"limit\": 200, \"value\": \"${not-a-variable}\"}");
    }

    [Fact]
    public void The_value_a_probe_judges_never_enters_the_journal_s_document()
    {
        var tolerance = Json(JudgeProbe("echo", "{\"type\": \"fake\", \"arguments\": {}}"));

        var run = SimulatedRun.Of(Experiment([Probe("p", more: "{\"output\": \"the answer\"}").With("tolerance", tolerance)]));

        ((DataObject)run.Journal["experiment"]!).ToString().ShouldBe(run.Experiment.Document.With("dry", DataNull.Instance).ToString());
        run.Journal.ToString().ShouldContain("\"arguments\": {}");
        run.Journal.ToString().ShouldNotContain("\"value\"");
    }

    [Fact]
    public void A_long_output_is_cut_in_the_explanation()
    {
        var (_, explanation) = Judge("1", $"\"{new string('x', 300)}\"");

        explanation.ShouldBe($"expected 1, found '{new string('x', 199)}… (302 characters)");
    }

    [Fact]
    public void A_cut_never_halves_a_character()
    {
        var (_, explanation) = Judge("1", $"\"{new string('x', 198)}\U0001F600{new string('x', 100)}\"");

        explanation.ShouldBe($"expected 1, found '{new string('x', 198)}… (302 characters)");
    }

    [Fact]
    public void A_tolerance_that_cannot_be_judged_makes_the_run_inconclusive()
    {
        var run = SimulatedRun.Of(
            Experiment([Probe("p", more: "{\"outputs\": [1, \"one\"]}").With("tolerance", Json("[0, 2]"))], [Action("act")])
        );

        RunVerdictTests.Ended(run).ShouldBe((Verdict.Inconclusive, UndoState.NothingToUndo, 3, "failed", false));
        run.Reasons.ShouldBe([
            "crashed: The activity 'p' could not be carried out: '<=' not supported between instances of 'int' and 'str'",
        ]);
    }

    private static string JudgeProbe(string does, string provider) =>
        DataObject.Of(("type", "probe"), ("name", "judge"), ("provider", ((DataObject)Json(provider)).With("does", does))).ToString();

    private static (bool? Met, string? Explanation) Judge(string tolerance, string output)
    {
        var probe = Probe("p", more: $"{{\"output\": {output}}}").With("tolerance", Json(tolerance));
        var document = Experiment([probe])
            .With(
                "configuration",
                Json("{\"code\": 200, \"price\": 1.5, \"bad\": \"[0-9\", \"misspelt\": {\"type\": \"regex\", \"patern\": \"x\"}}")
            );
        var run = SimulatedRun.Of(document, new Circumstances { Hypothesis = HypothesisStrategy.BeforeMethodOnly });
        var judged = run.Events.OfType<ToleranceJudged>().Single();
        return (judged.Met, judged.Explanation);
    }
}
