using Faultline.Engine.Reports.Html;
using Faultline.Engine.Reports.Words;

namespace Faultline.Engine.Reports;

/// <summary>A run as one HTML file that needs nothing else: no network, no script, no other file.</summary>
public static class HtmlReport
{
    // The browser itself is told to load and run nothing, should a journal's text ever be taken for markup.
    private const string Policy = "default-src 'none'; style-src 'unsafe-inline'";

    /// <summary>The whole file. It is well-formed XML as well; every text of the journal in it is escaped.</summary>
    public static string Render(ReportModel report)
    {
        var writer = new MarkupWriter();
        var title = report.Title ?? "Untitled experiment";
        writer.Open("html", ("lang", "en")).Open("head");
        writer.Void("meta", ("charset", "utf-8"));
        writer.Void("meta", ("http-equiv", "Content-Security-Policy"), ("content", Policy));
        writer.Void("meta", ("name", "viewport"), ("content", "width=device-width, initial-scale=1"));
        writer.Void("meta", ("name", "color-scheme"), ("content", "light dark"));
        writer.Element("title", $"{VerdictText.Title(report.Verdict)}: {VisibleText.Line(title, 200)}");
        writer.Style(Stylesheet.Report).Close().Open("body").Open("div", ("class", "page"));
        Masthead(writer, report, title);
        writer.Open("main");
        new VerdictSection(writer, report).Write();
        new FactsSection(writer, report).Write();
        new TimelineSection(writer, report).Write();
        new NextSection(writer, report).Write();
        new RecordsSection(writer, report.Start).Write(
            "activities",
            "What was done",
            report.Method,
            "No activity of the method was played."
        );
        new HypothesisSection(writer, report).Write();
        new RecordsSection(writer, report.Start).Write("rollbacks", "Rollbacks", report.Rollbacks, Unplayed(report));
        writer.Close();
        Footer(writer, report);
        return writer.Close().Close().Close().ToString();
    }

    private static void Masthead(MarkupWriter writer, ReportModel report, string title)
    {
        writer.Open("header", ("class", "page-head")).Open("div", ("class", "masthead"));
        writer.Element("strong", "Faultline").Text(" · chaos experiment report");
        if (report.Start is { } start)
        {
            writer.Text(" · ").Element("time", TimeText.Moment(start), ("datetime", TimeText.Iso(start)));
        }

        writer.Close().Element("h1", VisibleText.Line(title, 600)).Close();
    }

    private static string Unplayed(ReportModel report) =>
        report.DeclaredRollbacks switch
        {
            null => "The journal holds no rollback.",
            0 => "No rollback was declared.",
            1 => "1 rollback was declared and not played.",
            var declared => $"{declared} rollbacks were declared and not played.",
        };

    private static void Footer(MarkupWriter writer, ReportModel report)
    {
        writer.Open("footer");
        writer.Element("p", "Made from the run's journal alone. Offsets count from the start of the run; all times are UTC.");
        if (!report.Damage.IsEmpty)
        {
            writer.Open("div", ("id", "damage")).Element("p", "What of the journal could not be read:").Open("ul");
            foreach (var note in report.Damage)
            {
                writer.Element("li", note);
            }

            writer.Close().Close();
        }

        writer.Close();
    }
}
