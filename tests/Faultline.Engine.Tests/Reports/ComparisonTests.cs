using System.Xml.Linq;
using Faultline.Engine.Reports;
using Faultline.TestKit;

namespace Faultline.Engine.Tests.Reports;

public sealed class ComparisonTests
{
    private static readonly XElement Page = XDocument.Parse(HtmlReport.Render(Runs.Three())).Root!;

    [Fact]
    public void Three_runs_as_a_comment() => Snapshot.Match(MarkdownReport.Render(Runs.Three()));

    [Fact]
    public void The_runs_stand_side_by_side_and_then_each_in_full()
    {
        var table = Page.Descendants("section").First().Descendants("table").Single();

        table.Descendants("a").Select(link => link.Value).ShouldBe(["workshop", "held", "continuous"]);
        table.Descendants("tr").ElementAt(1).Elements("td").Select(cell => cell.Value).ShouldBe(["✕ deviated", "✓ held", "✕ deviated"]);
        Page.Descendants("article").Count(article => (string?)article.Attribute("class") == "run").ShouldBe(3);
    }

    [Fact]
    public void Links_lead_to_runs_of_the_same_page_and_nowhere_else()
    {
        var ids = Page.Descendants().Attributes("id").Select(id => "#" + id.Value).ToList();

        ids.ShouldBeUnique();
        Page.Descendants().Attributes("href").ShouldAllBe(href => ids.Contains(href.Value));
    }

    [Fact]
    public void What_labels_a_part_is_in_it()
    {
        foreach (var part in Page.Descendants().Where(element => element.Attribute("aria-labelledby") is not null))
        {
            var inside = part.Descendants().Attributes("id").Select(id => id.Value).ToList();

            part.Attribute("aria-labelledby")!.Value.Split(' ').ShouldAllBe(id => inside.Contains(id));
        }
    }

    [Fact]
    public void Rows_in_which_the_runs_differ_are_marked()
    {
        var same = XDocument.Parse(HtmlReport.Render([Runs.Named("held"), Runs.Named("held")])).Root!;

        same.Descendants("tr").Attributes("class").ShouldBeEmpty();
        Page.Descendants("tr").Attributes("class").ShouldContain(mark => mark.Value == "differs");
    }

    [Fact]
    public void Many_runs_are_compared_in_tables_that_fit_a_page()
    {
        var page = XDocument.Parse(HtmlReport.Render([.. Runs.All().Take(12)])).Root!;

        page.Descendants("section").First().Descendants("table").Select(table => table.Descendants("a").Count()).ShouldBe([5, 5, 2]);
    }
}
