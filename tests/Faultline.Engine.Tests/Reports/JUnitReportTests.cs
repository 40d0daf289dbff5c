using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using System.Xml.Schema;
using Faultline.Abstractions.Data;
using Faultline.Engine.Reports;
using Faultline.Engine.Reports.JUnit;
using Faultline.TestKit;

namespace Faultline.Engine.Tests.Reports;

public sealed class JUnitReportTests
{
    private static readonly XmlSchemaSet Schema = ReadSchema();

    [Fact]
    public void The_workshop_for_a_pipeline() => Snapshot.Match(JUnitReport.Render([Runs.WithDocument("workshop")]));

    [Fact]
    public void Every_journal_becomes_what_all_servers_accept()
    {
        var all = Runs.All().ToList();
        all.Count.ShouldBeGreaterThan(100);
        foreach (var run in all)
        {
            Problems(JUnitReport.Render([run])).ShouldBeEmpty(run.Name);
        }
    }

    [Fact]
    public void A_run_that_is_no_success_is_never_green_and_one_that_is_never_red()
    {
        foreach (var run in Runs.All())
        {
            var suite = Suite(run);

            (Number(suite, "failures") + Number(suite, "errors") > 0).ShouldBe(!run.Model.IsSuccess, run.Name);
        }
    }

    [Fact]
    public void The_numbers_of_a_suite_are_those_of_its_cases()
    {
        foreach (var run in Runs.All())
        {
            var suite = Suite(run);
            var cases = suite.Elements("testcase").ToList();

            (Number(suite, "tests"), Number(suite, "failures"), Number(suite, "errors"), Number(suite, "skipped")).ShouldBe(
                (cases.Count, With(cases, "failure"), With(cases, "error"), With(cases, "skipped")),
                run.Name
            );
        }
    }

    [Fact]
    public void No_two_cases_have_the_same_name()
    {
        foreach (var run in Runs.All())
        {
            var names = Suite(run).Elements("testcase").Select(one => (one.Attribute("classname")!.Value, one.Attribute("name")!.Value));

            names.ShouldBeUnique(run.Name);
        }
    }

    [Theory]
    [InlineData("workshop", "hypothesis-after", "application-must-respond-normally", "failure", "deviation")]
    [InlineData("gate-missed", "run", "verdict", "error", "inconclusive")]
    [InlineData("action-failed", "run", "verdict", "error", "inconclusive")]
    [InlineData("aborted", "run", "verdict", "error", "aborted")]
    [InlineData("interrupted-own", "run", "verdict", "error", "interrupted")]
    [InlineData("continuous", "run", "verdict", "error", "undo-incomplete")]
    [InlineData("continuous", "rollbacks", "remove-packet-loss", "error", "rollback-failed")]
    [InlineData("continuous", "hypothesis-during", "cart-latency-in-range", "failure", "deviation")]
    public void A_deviation_is_a_failure_and_all_else_an_error(string journal, string group, string name, string element, string type)
    {
        var found = Case(Runs.Named(journal), group, name).Elements().ShouldHaveSingleItem();

        (found.Name.LocalName, found.Attribute("type")!.Value).ShouldBe((element, type));
    }

    [Fact]
    public void What_a_closed_gate_kept_from_being_run_is_skipped_and_says_why() =>
        Suite(Runs.Named("gate-failed"))
            .Elements("testcase")
            .Where(one => one.Attribute("classname")!.Value.EndsWith(".method", StringComparison.Ordinal))
            .Elements("skipped")
            .Attributes("message")
            .Select(message => message.Value)
            .Distinct()
            .ShouldBe(["The hypothesis was not met before the method, which was therefore not played."]);

    [Fact]
    public void A_dry_run_s_cases_are_skipped() =>
        Suite(Runs.Named("dry"))
            .Elements("testcase")
            .Elements("skipped")
            .Attributes("message")
            .ShouldContain(message => message.Value.Contains("dry run"));

    [Fact]
    public void Characters_that_xml_does_not_have_are_shown_as_others()
    {
        var record = DataObject.Of(
            ("activity", DataObject.Of(("name", "a\u0001\ud800b"), ("type", "action"))),
            ("output", "x\u0000\u001b[31m\ufffe"),
            ("status", "succeeded")
        );

        var xml = JUnitReport.Render([Runs.Of(Journal.Named("held").With("run", DataArray.Of([record])))]);

        Problems(xml).ShouldBeEmpty();
        xml.ShouldContain("name=\"a␁\ufffdb\"");
    }

    [Fact]
    public void Several_journals_are_several_suites() =>
        XDocument
            .Parse(JUnitReport.Render(Runs.Three()))
            .Root!.Elements("testsuite")
            .Select(suite => suite.Attribute("id")!.Value)
            .ShouldBe(["0", "1", "2"]);

    private static XElement Case(ReportedRun run, string group, string name) =>
        Suite(run)
            .Elements("testcase")
            .Single(one =>
                one.Attribute("name")!.Value == name && one.Attribute("classname")!.Value.EndsWith("." + group, StringComparison.Ordinal)
            );

    private static XElement Suite(ReportedRun run) => XDocument.Parse(JUnitReport.Render([run])).Root!.Element("testsuite")!;

    private static int Number(XElement suite, string name) => int.Parse(suite.Attribute(name)!.Value, CultureInfo.InvariantCulture);

    private static int With(List<XElement> cases, string element) => cases.Count(one => one.Element(element) is not null);

    private static List<string> Problems(string xml)
    {
        var problems = new List<string>();
        var settings = new XmlReaderSettings { ValidationType = ValidationType.Schema, Schemas = Schema };
        settings.ValidationEventHandler += (_, problem) => problems.Add($"{problem.Exception.LineNumber}: {problem.Message}");
        using var reader = XmlReader.Create(new StringReader(xml), settings);
        while (reader.Read())
        {
            // Reading is validating.
        }

        return problems;
    }

    private static XmlSchemaSet ReadSchema()
    {
        var set = new XmlSchemaSet();
        set.Add(null, Repository.Path("tests", "Faultline.Engine.Tests", "Reports", "junit.xsd"));
        return set;
    }
}
