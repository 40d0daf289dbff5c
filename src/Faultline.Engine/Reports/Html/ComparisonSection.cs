using System.Collections.Immutable;
using System.Globalization;
using Faultline.Engine.Reports.Comparing;
using Faultline.Engine.Reports.Words;

namespace Faultline.Engine.Reports.Html;

/// <summary>The runs side by side; rows in which they differ are marked.</summary>
internal sealed class ComparisonSection(MarkupWriter writer, ImmutableArray<ReportedRun> runs)
{
    public void Write()
    {
        writer
            .Open("section", ("id", "comparison"), ("class", "comparison"), ("aria-labelledby", "comparison-title"))
            .Element("h2", "Side by side", ("id", "comparison-title"));
        foreach (var comparison in Comparison.Of(runs))
        {
            Table(comparison);
        }

        writer.Element("p", "Shaded: the runs differ.", ("class", "soft")).Close();
    }

    private void Table(Comparison comparison)
    {
        writer.Open("div", ("class", "scroll")).Open("table").Open("thead").Open("tr").Element("th", "Run", ("scope", "col"));
        foreach (var (run, at) in comparison.Runs.Select((run, at) => (run, at)))
        {
            var href = string.Create(CultureInfo.InvariantCulture, $"#run-{comparison.First + at}");
            writer.Open("th", ("scope", "col")).Element("a", VisibleText.Line(run.Name, 80), ("href", href)).Close();
        }

        writer.Close().Close().Open("tbody");
        foreach (var row in comparison.Rows)
        {
            writer.Open("tr", ("class", row.Differs ? "differs" : null)).Element("th", row.Term, ("scope", "row"));
            foreach (var cell in row.Cells)
            {
                writer.Element("td", cell);
            }

            writer.Close();
        }

        writer.Close().Close().Close();
    }
}
