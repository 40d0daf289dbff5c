using System.Text.Json;
using Faultline.Abstractions.Data;
using Faultline.Engine.Reports;
using Faultline.Engine.Reports.GitHub;
using Faultline.TestKit;

namespace Faultline.Engine.Tests.Reports;

public sealed class MachineReportTests
{
    [Fact]
    public void The_workshop_for_programs() => Snapshot.Match(Report.Render([Runs.WithDocument("workshop")], ReportFormat.Json));

    [Fact]
    public void The_workshop_for_code_scanning() => Snapshot.Match(Report.Render([Runs.WithDocument("workshop")], ReportFormat.Sarif));

    [Fact]
    public void The_workshop_for_a_workflow() => Snapshot.Match(Report.Render([Runs.WithDocument("workshop")], ReportFormat.GitHub));

    [Fact]
    public void A_continuous_hypothesis_for_programs()
    {
        using var json = JsonDocument.Parse(Report.Render([Runs.Named("continuous")], ReportFormat.Json));
        var during = json.RootElement.GetProperty("runs")[0].GetProperty("hypothesis").GetProperty("during");

        (during.GetProperty("evaluations").GetInt32(), during.GetProperty("missed").GetInt32()).ShouldBe((20, 3));
    }

    [Fact]
    public void Every_journal_becomes_JSON_that_any_parser_takes()
    {
        foreach (var run in Runs.All())
        {
            Should.NotThrow(() => JsonDocument.Parse(Report.Render([run], ReportFormat.Json)).Dispose(), run.Name);
            Should.NotThrow(() => JsonDocument.Parse(Report.Render([run], ReportFormat.Sarif)).Dispose(), run.Name);
        }
    }

    [Fact]
    public void A_run_that_is_no_success_has_an_error_in_every_format_and_one_that_is_has_none()
    {
        foreach (var run in Runs.All())
        {
            using var sarif = JsonDocument.Parse(Report.Render([run], ReportFormat.Sarif));
            var levels = sarif
                .RootElement.GetProperty("runs")[0]
                .GetProperty("results")
                .EnumerateArray()
                .Select(result => result.GetProperty("level").GetString());
            levels.Contains("error").ShouldBe(!run.Model.IsSuccess, run.Name);
            Report
                .Render([run], ReportFormat.GitHub)
                .Contains("::error ", StringComparison.Ordinal)
                .ShouldBe(!run.Model.IsSuccess, run.Name);
        }
    }

    [Fact]
    public void Each_result_names_a_rule_that_is_listed()
    {
        foreach (var run in Runs.All())
        {
            using var sarif = JsonDocument.Parse(Report.Render([run], ReportFormat.Sarif));
            var only = sarif.RootElement.GetProperty("runs")[0];
            var rules = only.GetProperty("tool").GetProperty("driver").GetProperty("rules");
            foreach (var result in only.GetProperty("results").EnumerateArray())
            {
                rules[result.GetProperty("ruleIndex").GetInt32()]
                    .GetProperty("id")
                    .GetString()
                    .ShouldBe(result.GetProperty("ruleId").GetString(), run.Name);
            }
        }
    }

    [Fact]
    public void A_finding_points_at_the_line_of_its_activity()
    {
        var run = Runs.WithDocument("workshop");
        var lines = JsonText.Write(Journal.Named("workshop")["experiment"]!).Split('\n');

        var place = run.PlaceOf("application-must-respond-normally")!;

        lines[place.Position!.Value.Line - 1].ShouldContain("\"name\": \"application-must-respond-normally\"");
    }

    [Fact]
    public void Without_the_document_a_finding_points_at_the_journal() =>
        Runs.Named("deviated").PlaceOf("p").ShouldBe(new FindingPlace("journals/deviated.json", null));

    [Fact]
    public void What_would_be_a_command_or_end_one_is_escaped_for_the_workflow()
    {
        const string Hostile = "50%\n::error::gotcha\n##[error]x, y: z";
        var journal = Journal.Named("workshop");
        for (var i = 0; i < Mutation.CountTexts(journal); i++)
        {
            var run = Runs.Of(Mutation.Replace(journal, i, Hostile)) with { JournalPath = "a,b:c%.json" };

            foreach (var line in Report.Render([run], ReportFormat.GitHub).Split('\n'))
            {
                if (line.StartsWith("::", StringComparison.Ordinal))
                {
                    line.ShouldMatch(@"^::((error|warning|notice) (file=[^:,]+,)?title=[^:,]+::|group::|endgroup::$)");
                }
                else
                {
                    line.ShouldNotContain("##[");
                }
            }
        }
    }

    [Fact]
    public void A_job_summary_is_never_larger_than_GitHub_takes()
    {
        var record = DataObject.Of(
            ("activity", DataObject.Of(("name", "talk"))),
            ("output", new string('ß', 5000)),
            ("status", "succeeded")
        );
        var run = Runs.Of(Journal.Named("held").With("run", DataArray.Of(Enumerable.Repeat<DataNode>(record, 20_000))));

        System.Text.Encoding.UTF8.GetByteCount(GitHubReport.Summary([run])).ShouldBeLessThan(1024 * 1024);
    }

    [Theory]
    [InlineData("a.html", ReportFormat.Html)]
    [InlineData("a.MD", ReportFormat.Markdown)]
    [InlineData("a.xml", ReportFormat.JUnit)]
    [InlineData("a.json", ReportFormat.Json)]
    [InlineData("a.sarif", ReportFormat.Sarif)]
    [InlineData("a.sarif.json", ReportFormat.Sarif)]
    public void The_file_s_name_chooses_the_format(string path, ReportFormat format) => ReportFormats.OfFile(path).ShouldBe(format);
}
