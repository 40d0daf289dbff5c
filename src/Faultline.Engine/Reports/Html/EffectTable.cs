using Faultline.Engine.Reports.Words;

namespace Faultline.Engine.Reports.Html;

/// <summary>What each fault did to the probes: what the panels of the timeline show, as text.</summary>
internal sealed class EffectTable(MarkupWriter writer, ReportModel report)
{
    public void Write()
    {
        var (windows, latencies) = (FaultEffect.Windows(report), ProbeLatency.Of(report));
        if (windows.IsEmpty || latencies.IsEmpty)
        {
            return;
        }

        writer.Open("div", ("class", "scroll")).Open("table", ("class", "effects"));
        writer.Element("caption", "How long probes took").Open("thead").Open("tr");
        foreach (var heading in LatencyText.Headings)
        {
            writer.Element("th", heading, ("scope", "col"));
        }

        writer.Close().Close().Open("tbody");
        foreach (var fault in windows)
        {
            var effects = FaultEffect.Of(latencies, fault).ToList();
            foreach (var effect in effects)
            {
                writer.Open("tr", ("data-fault", fault.Activity), ("data-activity", effect.Probe));
                if (effect == effects[0])
                {
                    Fault(fault, effects.Count);
                }

                writer.Element("td", VisibleText.Line(effect.Probe, 200));
                writer.Element("td", LatencyText.Of(effect.Before)).Element("td", LatencyText.Of(effect.During));
                writer.Element("td", LatencyText.Of(effect.After)).Close();
            }
        }

        writer.Close().Close().Close();
    }

    private void Fault(FaultRecord fault, int rows)
    {
        writer.Open("th", ("scope", "rowgroup"), ("rowspan", MarkupWriter.Number(rows))).Text(VisibleText.Line(fault.Activity, 200));
        if (fault.What is { } what)
        {
            writer.Element("p", what, ("class", "soft"));
        }

        var proof = fault.IsProven ? "Proof: " : "Not proven: ";
        writer.Element("p", proof + (fault.Proof ?? "it was not looked for"), ("class", "soft")).Close();
    }
}
