using System.Globalization;
using Faultline.Engine.Reports.Words;

namespace Faultline.Engine.Reports.Html;

/// <summary>The hypothesis: before and after side by side, what was seen during the method, and each probe's record.</summary>
internal sealed class HypothesisSection(MarkupWriter writer, ReportModel report)
{
    private const int MostMisses = 50;

    public void Write()
    {
        writer
            .Open("section", ("id", "hypothesis"), ("aria-labelledby", "hypothesis-title"))
            .Element("h2", "Hypothesis", ("id", "hypothesis-title"));
        if (report.HypothesisTitle is { } title)
        {
            writer.Element("p", VisibleText.Line(title, 600));
        }

        if (report.Before is null && report.After is null && report.During.IsEmpty)
        {
            writer.Element("p", report.DeclaredProbes == 0 ? "There was none." : "It was not evaluated.", ("class", "nothing")).Close();
            return;
        }

        writer.Open("div", ("class", "pair"));
        Side("before", "Before the method", report.Before);
        Side("after", "After the method", report.After);
        writer.Close();
        During();
        Records();
        writer.Close();
    }

    private void Side(string id, string title, HypothesisRecord? state)
    {
        writer.Open("div", ("class", "side"), ("id", "hypothesis-" + id)).Element("h3", title);
        if (state is null)
        {
            writer.Element("p", "Not evaluated.", ("class", "nothing")).Close();
            return;
        }

        var met = state.Met switch
        {
            true => "met",
            false => "missed",
            null => "unknown",
        };
        writer
            .Open("p")
            .Element(
                "span",
                char.ToUpperInvariant(ResultText.Met(state.Met)[0]) + ResultText.Met(state.Met)[1..],
                ("class", "result " + met)
            )
            .Close();
        foreach (var probe in state.Probes)
        {
            Check(probe);
        }

        if (state.Met == false && report.DeclaredProbes > state.Probes.Length)
        {
            writer.Element(
                "p",
                $"{state.Probes.Length} of {report.DeclaredProbes} probes were run: the first miss ends the evaluation.",
                ("class", "soft")
            );
        }

        writer.Close();
    }

    private void Check(ActivityRecord probe)
    {
        var result = ResultText.Word(probe.Result);
        writer.Open("div", ("class", "check"), ("data-activity", probe.Name), ("data-result", result));
        writer.Open("p").Element("strong", VisibleText.Line(probe.Name, 200)).Text(" ");
        writer.Element("span", $"{ResultText.Sign(probe.Result)} {ResultText.Title(probe)}", ("class", "result " + result)).Close();
        writer.Open("dl").Element("dt", "Expected").Element("dd", ToleranceText.Expected(probe));
        writer.Element("dt", "Found").Element("dd", ToleranceText.Found(probe));
        writer.Element("dt", "Took").Element("dd", TimeText.Duration(probe.Duration)).Close().Close();
    }

    private void Table(IEnumerable<ActivityRecord> probes)
    {
        writer.Open("div", ("class", "scroll")).Open("table").Open("thead").Open("tr");
        foreach (var heading in new[] { "When", "Probe", "Expected", "Found", "Took", "Result" })
        {
            writer.Element("th", heading, ("scope", "col"));
        }

        writer.Close().Close().Open("tbody");
        foreach (var probe in probes)
        {
            var result = ResultText.Word(probe.Result);
            writer.Open("tr", ("data-activity", probe.Name), ("data-result", result));
            writer.Element("td", TimeText.Offset(probe.Start, report.Start), ("class", "short"));
            writer.Element("th", VisibleText.Line(probe.Name, 200), ("scope", "row"));
            writer.Element("td", ToleranceText.Expected(probe)).Element("td", ToleranceText.Found(probe));
            writer.Element("td", TimeText.Duration(probe.Duration), ("class", "short"));
            writer.Element("td", $"{ResultText.Sign(probe.Result)} {ResultText.Title(probe)}", ("class", "result " + result)).Close();
        }

        writer.Close().Close().Close();
    }

    private void During()
    {
        if (report.During.IsEmpty)
        {
            return;
        }

        var missed = report.During.SelectMany(entry => entry.Probes).Where(probe => probe.IsBad).ToList();
        writer.Open("div", ("id", "hypothesis-during"), ("class", "side"), ("style", "margin-top: 18px"));
        writer.Element("h3", "During the method");
        var met = report.During.Count(entry => entry.Met == true);
        writer.Element("p", string.Create(CultureInfo.InvariantCulture, $"{met} of {report.During.Length} evaluations were met. {Took()}"));
        if (missed.Count > 0)
        {
            Table(missed.Take(MostMisses));
        }

        if (missed.Count > MostMisses)
        {
            writer.Element("p", $"{missed.Count - MostMisses} more missed; the journal has them all.", ("class", "soft"));
        }

        writer.Close();
    }

    private string Took()
    {
        var durations = report.During.SelectMany(entry => entry.Probes).Select(probe => probe.Duration).OfType<TimeSpan>().Order().ToList();
        return durations.Count == 0
            ? ""
            : $"A probe took {TimeText.Duration(durations[durations.Count / 2])} in the median and {TimeText.Duration(durations[^1])} at most.";
    }

    private void Records()
    {
        writer.Open("details", ("style", "margin-top: 14px")).Element("summary", "Records of the probes before and after");
        var record = new RecordWriter(writer, report.Start);
        foreach (var probe in (report.Before?.Probes ?? []).Concat(report.After?.Probes ?? []))
        {
            record.Write(probe);
        }

        writer.Close();
    }
}
