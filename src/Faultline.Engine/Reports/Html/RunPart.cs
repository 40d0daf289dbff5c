namespace Faultline.Engine.Reports.Html;

/// <summary>One run of the page: all its sections, from the verdict to the rollbacks.</summary>
internal sealed class RunPart(MarkupWriter writer, ReportModel report)
{
    public void Write()
    {
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
        new FaultsSection(writer, report).Write();
        new HypothesisSection(writer, report).Write();
        new RecordsSection(writer, report.Start).Write("rollbacks", "Rollbacks", report.Rollbacks, Unplayed());
    }

    /// <summary>What of the journal could not be read.</summary>
    public static void Damage(MarkupWriter writer, ReportModel report)
    {
        if (report.Damage.IsEmpty)
        {
            return;
        }

        writer.Open("div", ("id", "damage")).Element("p", "What of the journal could not be read:").Open("ul");
        foreach (var note in report.Damage)
        {
            writer.Element("li", note);
        }

        writer.Close().Close();
    }

    private string Unplayed() =>
        report.DeclaredRollbacks switch
        {
            null => "The journal holds no rollback.",
            0 => "No rollback was declared.",
            1 => "1 rollback was declared and not played.",
            var declared => $"{declared} rollbacks were declared and not played.",
        };
}
