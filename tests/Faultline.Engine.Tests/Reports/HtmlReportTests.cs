using System.Xml.Linq;
using Faultline.Abstractions.Data;
using Faultline.Engine.Reports;

namespace Faultline.Engine.Tests.Reports;

public sealed class HtmlReportTests
{
    public static TheoryData<string> Journals => [.. Journal.Names()];

    [Theory]
    [MemberData(nameof(Journals))]
    public void Every_journal_becomes_a_page_with_all_its_parts(string name)
    {
        var page = ReportPage.Of(name);

        foreach (var id in new[] { "verdict", "reasons", "facts", "timeline-section", "activities", "hypothesis", "rollbacks" })
        {
            page.ById(id).Name.LocalName.ShouldBe("section");
        }
    }

    [Theory]
    [MemberData(nameof(Journals))]
    public void A_page_loads_and_runs_nothing(string name)
    {
        var root = ReportPage.Of(name).Root;

        root.DescendantsAndSelf()
            .Where(element =>
                element.Name.LocalName is "script" or "link" or "img" or "iframe" or "object" or "embed" or "base" or "form"
                || element.Attributes().Any(attribute => attribute.Name.LocalName is "src" or "href" or "srcset" or "action")
                || element.Attributes().Any(attribute => attribute.Name.LocalName.StartsWith("on", StringComparison.Ordinal))
            )
            .ShouldBeEmpty();
    }

    [Fact]
    public void Ids_are_unique()
    {
        var ids = ReportPage.Of("continuous").Root.Descendants().Attributes("id").Select(id => id.Value).ToList();

        ids.ShouldBe(ids.Distinct());
    }

    [Fact]
    public void The_verdict_tells_what_missed_and_how() =>
        ReportPage
            .Of("workshop")
            .ById("verdict")
            .Descendants("li")
            .Last()
            .Value.ShouldBe(
                "application-must-respond-normally after the method: expected status 200, "
                    + "found no value: it failed with 'activity took too long to complete'"
            );

    [Fact]
    public void A_derived_verdict_says_so() =>
        ReportPage
            .Of("held")
            .ByClass("derived")
            .ShouldHaveSingleItem()
            .Value.ShouldBe("derived from the records: the journal states no verdict");

    [Fact]
    public void The_timeline_is_described_in_words() =>
        ReportPage
            .Of("workshop")
            .ById("timeline-desc")
            .Value.ShouldBe(
                "6 activities in 3.18 s, 1 of them not well. First action +54 ms. Deviation found +3.18 s. The sections below hold the same as text."
            );

    [Fact]
    public void Logs_that_a_probe_captured_stand_beside_the_deviation() =>
        ReportPage.Of("workshop").ByClass("log").ShouldHaveSingleItem().Value.ShouldContain("connect ECONNREFUSED 10.0.0.12:8080");

    [Fact]
    public void A_run_that_held_has_no_next_section() => ReportPage.Of("held").Html.ShouldNotContain("id=\"next\"");

    [Fact]
    public void A_time_limit_that_was_reached_is_pointed_at() =>
        Journal
            .Read("workshop")
            .Pointers()[1]
            .ShouldBe(
                "'application-must-respond-normally' gave up at its own time limit of 3 s: the system did not answer, rather than answer wrongly. "
                    + "Look for a call without a time limit, and for who waits for it."
            );

    [Fact]
    public void A_failure_shows_its_last_line_and_folds_the_trace()
    {
        var record = ReportPage.Of("action-failed").ById("record-method-1");

        record.Elements("p").Single().Value.ShouldBe("RuntimeError: oops");
        record.Elements("details").Single().Element("pre")!.Value.ShouldStartWith("Traceback");
    }

    [Fact]
    public void A_large_output_is_cut_with_a_note()
    {
        var page = WithOutput(new string('x', 3_000_000));

        page.Html.Length.ShouldBeLessThan(200_000);
        page.ById("record-method-1")
            .Descendants("pre")
            .Single()
            .Value.ShouldEndWith("… cut here: 2,934,464 of 3,000,000 characters are left out; the journal has them all.");
    }

    [Fact]
    public void A_cut_never_halves_a_character()
    {
        var page = WithOutput("x" + string.Concat(Enumerable.Repeat("😀", 40_000)));

        page.Html.ShouldNotContain('\ufffd');
    }

    [Fact]
    public void Control_characters_are_shown_and_not_obeyed() =>
        WithOutput("a\u001b[31mb\u0000c\u202ed\ud800e")
            .ById("record-method-1")
            .Descendants("pre")
            .Single()
            .Value.ShouldBe("a␛[31mb␀c\ufffdd\ufffde");

    [Fact]
    public void Headers_of_a_call_are_not_shown()
    {
        var provider = (DataObject)
            JsonText.Parse("""{"type": "http", "url": "http://x.test", "headers": {"Authorization": "Bearer abc"}}""");
        var record = new ActivityRecord
        {
            Phase = RecordPhase.Method,
            Number = 1,
            Name = "call",
            Provider = provider,
        };

        HtmlReport.Render(new ReportModel { Method = [record] }).ShouldNotContain("Bearer abc");
    }

    private static ReportPage WithOutput(string output)
    {
        var record = DataObject.Of(("activity", DataObject.Of(("name", "talk"))), ("output", output), ("status", "succeeded"));
        return ReportPage.Of(Journal.Named("held").With("run", DataArray.Of([record])));
    }
}
