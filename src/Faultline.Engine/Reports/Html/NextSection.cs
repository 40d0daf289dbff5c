using Faultline.Engine.Reports.Words;

namespace Faultline.Engine.Reports.Html;

/// <summary>Where a person would look next after a deviation: only what the records themselves say.</summary>
internal sealed class NextSection(MarkupWriter writer, ReportModel report)
{
    private const int MostLogs = 6;

    public void Write()
    {
        var pointers = report.Pointers();
        if (pointers.IsEmpty)
        {
            return;
        }

        writer
            .Open("section", ("id", "next"), ("class", "next"), ("aria-labelledby", "next-title"))
            .Element("h2", "What to look at next", ("id", "next-title"))
            .Open("ul");
        foreach (var pointer in pointers)
        {
            writer.Element("li", pointer);
        }

        writer.Close();
        foreach (var (probe, source, text) in report.Logs().Take(MostLogs))
        {
            writer.Element("h3", $"Captured by {VisibleText.Line(probe.Name, 120)}: {VisibleText.Line(source, 120)}");
            writer.Element("pre", text, ("class", "log"));
        }

        writer.Element("p", "One run is one sample: repeat it before and after a change, and compare.", ("class", "soft")).Close();
    }
}
