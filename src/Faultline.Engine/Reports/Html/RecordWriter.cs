using Faultline.Engine.Reports.Words;

namespace Faultline.Engine.Reports.Html;

/// <summary>Writes one activity's record.</summary>
internal sealed class RecordWriter(MarkupWriter writer, DateTimeOffset? origin)
{
    public void Write(ActivityRecord record)
    {
        var result = ResultText.Word(record.Result);
        var id = $"record-{record.Phase.ToString().ToLowerInvariant()}-{record.Number}";
        writer.Open(
            "article",
            ("class", $"record {result}"),
            ("id", record.Phase == RecordPhase.During ? null : id),
            ("data-activity", record.Name)
        );
        writer.Open("header").Element("h3", VisibleText.Line(record.Name, 300));
        writer.Element("span", $"{ResultText.Sign(record.Result)} {ResultText.Title(record)}", ("class", $"result {result}"));
        writer.Element("span", Meta(record), ("class", "meta")).Close();
        Details(record);
        Failure(record);
        Output(record);
        writer.Close();
    }

    private string Meta(ActivityRecord record) =>
        $"{record.Type ?? "activity"}{(record.Background ? " in the background" : "")} · {TimeText.Offset(record.Start, origin)} · {TimeText.Duration(record.Duration)}";

    private void Details(ActivityRecord record)
    {
        writer.Open("dl");
        writer.Element("dt", "Calls").Open("dd").Element("code", VisibleText.Cut(ProviderText.Summary(record.Provider), 2000)).Close();
        if (record.Tolerance is not null || record.ToleranceMet is not null)
        {
            writer.Element("dt", "Expected").Element("dd", ToleranceText.Expected(record));
            writer.Element("dt", "Found").Element("dd", ToleranceText.Found(record));
        }

        if (ProviderText.Timeout(record.Provider) is { } limit)
        {
            writer.Element("dt", "Time limit").Element("dd", TimeText.Duration(limit));
        }

        if (record.PauseBefore is { } before)
        {
            writer.Element("dt", "Pause before").Element("dd", TimeText.Duration(before));
        }

        if (record.PauseAfter is { } after)
        {
            writer.Element("dt", "Pause after").Element("dd", TimeText.Duration(after));
        }

        writer.Close();
    }

    private void Failure(ActivityRecord record)
    {
        if (record.Failure is null)
        {
            return;
        }

        writer.Element("p", VisibleText.Cut(record.Failure, 2000), ("class", "failure"));
        if (record.Trace is { } trace && trace.Contains('\n'))
        {
            writer.Open("details").Element("summary", "Trace").Element("pre", VisibleText.Cut(trace, VisibleText.MostOutput)).Close();
        }
    }

    private void Output(ActivityRecord record)
    {
        const int Short = 600;
        var parts = OutputText.Parts(record.Output).Where(part => part.Text.Length > 0).ToList();
        if (parts.Count == 0)
        {
            return;
        }

        var isShort = parts.Sum(part => part.Text.Length) <= Short && record.Phase == RecordPhase.Method;
        writer.Open("details", ("class", "output"), ("open", isShort ? "open" : null)).Element("summary", "Output");
        foreach (var (label, text) in parts)
        {
            if (label is not null)
            {
                writer.Element("p", VisibleText.Line(label, 200), ("class", "meta"));
            }

            writer.Element("pre", text);
        }

        writer.Close();
    }
}
