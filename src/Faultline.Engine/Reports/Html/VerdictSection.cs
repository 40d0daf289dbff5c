using Faultline.Engine.Reports.Words;

namespace Faultline.Engine.Reports.Html;

/// <summary>The verdict, the run's story in five lines, and the reasons.</summary>
internal sealed class VerdictSection(MarkupWriter writer, ReportModel report)
{
    public void Write()
    {
        var word = VerdictText.Word(report.Verdict);
        writer.Open(
            "section",
            ("id", "verdict"),
            ("class", "verdict " + word),
            ("data-verdict", word),
            ("aria-labelledby", "verdict-word")
        );
        Banner();
        writer.Open("dl", ("class", "story"));
        foreach (var (term, lines) in Story.Of(report))
        {
            writer.Element("dt", term).Open("dd").Open("ul");
            foreach (var line in lines)
            {
                writer.Element("li", line);
            }

            writer.Close().Close();
        }

        writer.Close().Close();
        Reasons();
    }

    private void Banner()
    {
        writer.Open("div", ("class", "banner"));
        writer.Open("svg", ("class", "seal"), ("viewBox", "0 0 46 46"), ("aria-hidden", "true"));
        writer.Void("circle", ("cx", "23"), ("cy", "23"), ("r", "22"));
        writer.Element("text", VerdictText.Seal(report.Verdict), ("x", "23"), ("y", "31.5")).Close();
        writer.Open("div", ("class", "say")).Open("h2", ("id", "verdict-word"));
        writer.Text(VerdictText.Title(report.Verdict));
        if (report.VerdictIsDerived)
        {
            writer.Element("span", "derived from the records: the journal states no verdict", ("class", "derived"));
        }

        writer.Close().Element("p", VerdictText.Sentence(report.Verdict)).Close();
        writer.Open("div", ("class", $"undo {UndoText.Word(report.Undo)}"), ("id", "undo"));
        writer.Element("b", UndoText.Title(report.Undo)).Text(UndoText.Sentence(report.Undo)).Close().Close();
    }

    private void Reasons()
    {
        writer
            .Open("section", ("id", "reasons"), ("class", "reasons"), ("aria-labelledby", "reasons-title"))
            .Element("h2", "Reasons", ("id", "reasons-title"));
        if (report.Reasons.IsEmpty)
        {
            writer.Element("p", "Nothing went wrong, and nothing is noted.", ("class", "nothing")).Close();
            return;
        }

        writer.Open("ul");
        foreach (var reason in report.Reasons)
        {
            writer.Open("li", ("class", "reason"), ("data-kind", reason.Kind));
            writer.Element("span", reason.Kind.Replace('-', ' '), ("class", "kind")).Element("span", reason.Message).Close();
        }

        writer.Close().Close();
    }
}
