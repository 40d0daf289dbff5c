namespace Faultline.Engine.Reports.Html;

/// <summary>A section that holds one record after the other.</summary>
internal sealed class RecordsSection(MarkupWriter writer, DateTimeOffset? origin)
{
    public void Write(string id, string title, IReadOnlyList<ActivityRecord> records, string none)
    {
        writer.Open("section", ("id", id), ("aria-labelledby", id + "-title")).Element("h2", title, ("id", id + "-title"));
        if (records.Count == 0)
        {
            writer.Element("p", none, ("class", "nothing"));
        }

        var record = new RecordWriter(writer, origin);
        foreach (var one in records)
        {
            record.Write(one);
        }

        writer.Close();
    }
}
