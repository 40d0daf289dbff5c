using Faultline.Engine.Reports.Words;

namespace Faultline.Engine.Reports.Html;

/// <summary>The facts of the run, one per line.</summary>
internal sealed class FactsSection(MarkupWriter writer, ReportModel report)
{
    public void Write()
    {
        writer
            .Open("section", ("id", "facts"), ("aria-labelledby", "facts-title"))
            .Element("h2", "Facts", ("id", "facts-title"))
            .Open("dl");
        foreach (var (term, text) in Facts.Of(report))
        {
            writer.Element("dt", term).Element("dd", text);
        }

        if (!report.Tags.IsEmpty)
        {
            writer.Element("dt", "Tags").Open("dd");
            foreach (var tag in report.Tags)
            {
                writer.Element("span", tag, ("class", "tag"));
            }

            writer.Close();
        }

        writer.Close().Close();
    }
}
