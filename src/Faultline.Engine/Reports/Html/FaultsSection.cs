using Faultline.Engine.Reports.Words;

namespace Faultline.Engine.Reports.Html;

/// <summary>What the run broke by itself, how that was seen, and what became of it.</summary>
internal sealed class FaultsSection(MarkupWriter writer, ReportModel report)
{
    public void Write()
    {
        if (report.Faults.IsEmpty)
        {
            return;
        }

        writer
            .Open("section", ("id", "faults"), ("aria-labelledby", "faults-title"))
            .Element("h2", "What was broken, and put back", ("id", "faults-title"));
        foreach (var fault in report.Faults)
        {
            Write(fault);
        }

        writer.Close();
    }

    private void Write(FaultRecord fault)
    {
        writer.Open("article", ("class", "fault"), ("data-fault", fault.Activity), ("data-undo", fault.Undo));
        writer.Element("h3", fault.Activity).Open("dl");
        Fact(fault.IsFault ? "Fault" : "Change", fault.What);
        Fact("Mechanism", fault.Backend);
        Fact("There", There(fault));
        Fact(fault.IsProven ? "Proof" : "Not proven", fault.IsFault ? fault.Proof : null);
        Fact("Undo", fault.UndoWords);
        writer.Close();
        if (!fault.Commands.IsEmpty)
        {
            writer.Element("p", "By hand:").Element("pre", string.Join('\n', fault.Commands));
        }

        writer.Close();
    }

    private string? There(FaultRecord fault) =>
        fault.Start is null
            ? null
            : $"from {TimeText.Offset(fault.Start, report.Start)}"
                + (fault.End is { } end ? $" for {TimeText.Duration(end - fault.Start)}" : ", and not seen to end");

    private void Fact(string term, string? text)
    {
        if (text is not null)
        {
            writer.Open("div", ("class", "wide")).Element("dt", term).Element("dd", text).Close();
        }
    }
}
