using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Faultline.Abstractions.Data;
using Faultline.Engine.Reports;

namespace Faultline.Engine.Tests.Reports;

public sealed partial class HostileJournalTests
{
    private const string Hostile =
        "</style></title></pre><script>alert('x')</script><img src=x onerror=\"y()\">&amp;]]><!-- `` ``` | **b** [a](javascript:x) @team #1 \u0001\u202e\ud800 \\";

    [Theory(Timeout = 60_000)]
    [InlineData("workshop")]
    [InlineData("interrupted-own")]
    [InlineData("action-failed")]
    public Task A_hostile_text_stays_a_text_wherever_it_stands(string name)
    {
        var journal = Journal.Named(name);
        var known = ReportPage.Of(journal).Root.DescendantsAndSelf().Select(element => element.Name.LocalName).ToHashSet();
        known.UnionWith(["ul", "li", "details", "summary", "pre", "p"]);
        for (var i = 0; i < Mutation.CountTexts(journal); i++)
        {
            var page = ReportPage.Of(Mutation.Replace(journal, i, Hostile));

            page.Root.DescendantsAndSelf().Select(element => element.Name.LocalName).Except(known).ShouldBeEmpty();
            page.Root.Descendants()
                .Attributes()
                .Where(attribute => attribute.Name.LocalName.StartsWith("on", StringComparison.Ordinal))
                .ShouldBeEmpty();
        }

        return Task.CompletedTask;
    }

    [Theory(Timeout = 60_000)]
    [InlineData("workshop")]
    [InlineData("interrupted-own")]
    [InlineData("action-failed")]
    public Task A_hostile_text_is_inert_in_markdown(string name)
    {
        var journal = Journal.Named(name);
        for (var i = 0; i < Mutation.CountTexts(journal); i++)
        {
            var markdown = MarkdownReport.Render(ReportModel.Read(Mutation.Replace(journal, i, Hostile)));

            var prose = Code().Replace(Fence().Replace(markdown, ""), "");
            Own().Replace(prose, "").ShouldNotContain("<");
            prose.ShouldNotContain("@team");
            prose.ShouldNotContain("**b**");
            prose.ShouldNotContain("[a]");
        }

        return Task.CompletedTask;
    }

    [Fact]
    public void A_hostile_title_is_shown_as_it_is() =>
        ReportPage
            .Of(DataObject.Of(("experiment", DataObject.Of(("title", "</h1><b>x</b>")))))
            .Root.Descendants("h1")
            .Single()
            .Value.ShouldBe("</h1><b>x</b>");

    [Fact]
    public void A_bar_in_a_name_does_not_add_a_cell()
    {
        var journal = Mutation.Replace(Journal.Named("held"), 0, "x");
        var record = DataObject.Of(("activity", DataObject.Of(("name", "a|b"), ("type", "`|`"))), ("status", "succeeded"));

        var markdown = MarkdownReport.Render(ReportModel.Read(((DataObject)journal).With("run", DataArray.Of([record]))));

        markdown.ShouldContain("| unknown | a\\|b | \\`\\|\\` | unknown | ✓ succeeded |");
    }

    [Fact]
    public void A_fence_in_an_output_does_not_end_the_block()
    {
        var record = DataObject.Of(("activity", DataObject.Of(("name", "a"))), ("output", "````\n@team\n````"), ("status", "succeeded"));

        var markdown = MarkdownReport.Render(ReportModel.Read(Journal.Named("held").With("run", DataArray.Of([record]))));

        markdown.ShouldContain("`````text\n````\n@team\n````\n`````\n");
    }

    [Fact(Timeout = 120_000)]
    public Task A_damaged_journal_is_always_read_and_rendered()
    {
        var random = new Random(20261120);
        string[] names = ["workshop", "interrupted-own", "continuous-miss", "background", "action-failed"];
        for (var round = 0; round < 1500; round++)
        {
            DataNode journal = Journal.Named(names[round % names.Length]);
            for (var damages = random.Next(1, 6); damages > 0; damages--)
            {
                journal = Mutation.Damage(journal, random) is DataObject damaged ? damaged : journal;
            }

            var report = ReportModel.Read(journal);
            Should.NotThrow(() => RenderAll(new ReportedRun("x", report)), $"round {round}: {journal}");
        }

        return Task.CompletedTask;
    }

    private static void RenderAll(ReportedRun run)
    {
        XDocument.Parse(Report.Render([run], ReportFormat.Html));
        XDocument.Parse(Report.Render([run], ReportFormat.JUnit));
        JsonDocument.Parse(Report.Render([run], ReportFormat.Json)).Dispose();
        JsonDocument.Parse(Report.Render([run], ReportFormat.Sarif)).Dispose();
        Report.Render([run], ReportFormat.Markdown);
        Report.Render([run], ReportFormat.GitHub);
    }

    [GeneratedRegex("^(`{3,})text\n.*?^\\1$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    // A run of backticks that is not escaped, to the next run of the same length, on one line.
    [GeneratedRegex(@"(?<![\\`])(`+)(?!`)[^\n]*?(?<!`)\1(?!`)")]
    private static partial Regex Code();

    [GeneratedRegex("</?(details|summary)>")]
    private static partial Regex Own();
}
