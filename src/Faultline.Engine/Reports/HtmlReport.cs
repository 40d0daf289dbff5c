using System.Collections.Immutable;
using System.Globalization;
using Faultline.Engine.Reports.Html;
using Faultline.Engine.Reports.Words;

namespace Faultline.Engine.Reports;

/// <summary>Runs as one HTML file that needs nothing else: no network, no script, no other file.</summary>
public static class HtmlReport
{
    // The browser itself is told to load and run nothing, should a journal's text ever be taken for markup.
    private const string Policy = "default-src 'none'; style-src 'unsafe-inline'";

    /// <summary>One run.</summary>
    public static string Render(ReportModel report) => Render([new ReportedRun(report.RunId ?? "run", report)]);

    /// <summary>The whole file. It is well-formed XML as well; every text of a journal in it is escaped.</summary>
    /// <param name="runs">At least one run; several are compared first.</param>
    public static string Render(ImmutableArray<ReportedRun> runs)
    {
        var writer = new MarkupWriter();
        var first = runs[0].Model;
        var title = runs.Length == 1 ? TitleOf(first) : string.Create(CultureInfo.InvariantCulture, $"{runs.Length} runs compared");
        writer.Open("html", ("lang", "en")).Open("head");
        writer.Void("meta", ("charset", "utf-8"));
        writer.Void("meta", ("http-equiv", "Content-Security-Policy"), ("content", Policy));
        writer.Void("meta", ("name", "viewport"), ("content", "width=device-width, initial-scale=1"));
        writer.Void("meta", ("name", "color-scheme"), ("content", "light dark"));
        var verdict = runs.Length == 1 ? VerdictText.Title(first.Verdict) + ": " : "";
        writer.Element("title", verdict + VisibleText.Line(title, 200));
        writer.Style(Stylesheet.Report).Close().Open("body");
        Hatches.Write(writer);
        writer.Open("div", ("class", "page"));
        Masthead(writer, first.Start, title);
        writer.Open("main");
        if (runs.Length == 1)
        {
            new RunPart(writer, first).Write();
        }
        else
        {
            new ComparisonSection(writer, runs).Write();
            Runs(writer, runs);
        }

        writer.Close();
        writer.Open("footer");
        var made = runs.Length == 1 ? "Made from the run's journal alone." : "Made from the runs' journals alone.";
        writer.Element("p", made + " Offsets count from the start of the run; all times are UTC.");
        if (runs.Length == 1)
        {
            RunPart.Damage(writer, first);
        }

        return writer.Close().Close().Close().Close().ToString();
    }

    private static void Runs(MarkupWriter writer, ImmutableArray<ReportedRun> runs)
    {
        for (var i = 0; i < runs.Length; i++)
        {
            var id = string.Create(CultureInfo.InvariantCulture, $"run-{i + 1}");
            writer.Open("article", ("class", "run"), ("id", id));
            writer.IdPrefix = id + "-";
            Masthead(writer, runs[i].Model.Start, TitleOf(runs[i].Model), runs[i].Name);
            new RunPart(writer, runs[i].Model).Write();
            RunPart.Damage(writer, runs[i].Model);
            writer.IdPrefix = "";
            writer.Close();
        }
    }

    private static string TitleOf(ReportModel report) => report.Title ?? "Untitled experiment";

    private static void Masthead(MarkupWriter writer, DateTimeOffset? start, string title, string? run = null)
    {
        writer.Open("header", ("class", "page-head")).Open("div", ("class", "masthead"));
        if (run is null)
        {
            writer.Element("strong", "Faultline").Text(" · chaos experiment report");
        }
        else
        {
            writer.Element("strong", VisibleText.Line(run, 120));
        }

        if (start is { } moment)
        {
            writer.Text(" · ").Element("time", TimeText.Moment(moment), ("datetime", TimeText.Iso(moment)));
        }

        writer.Close().Element("h1", VisibleText.Line(title, 600)).Close();
    }
}
