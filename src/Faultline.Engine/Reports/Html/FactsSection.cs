using Faultline.Engine.Reports.Words;

namespace Faultline.Engine.Reports.Html;

/// <summary>The facts of the run, one per line.</summary>
internal sealed class FactsSection(MarkupWriter writer, ReportModel report)
{
    public void Write()
    {
        writer
            .Open("section", ("id", "facts"), ("class", "facts"), ("aria-labelledby", "facts-title"))
            .Element("h2", "Facts", ("id", "facts-title"))
            .Open("dl");
        foreach (var (term, text) in Facts.Of(report))
        {
            writer.Open("div", ("class", IsWide(term, text) ? "wide" : null)).Element("dt", term).Element("dd", text).Close();
        }

        Tags();
        writer.Close().Close();
    }

    // A fact that may be long takes the whole line; the others stand two and two.
    private static bool IsWide(string term, string text) =>
        term is "Run" or "Title" or "Description" or "Where" or "Engine" || text.Length > 44;

    private void Tags()
    {
        if (report.Tags.IsEmpty)
        {
            return;
        }

        writer.Open("div", ("class", "wide")).Element("dt", "Tags").Open("dd");
        foreach (var tag in report.Tags)
        {
            writer.Element("span", tag, ("class", "tag"));
        }

        writer.Close().Close();
    }
}
