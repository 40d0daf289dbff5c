using Faultline.Abstractions.Data;
using Faultline.Engine.Reports;

namespace Faultline.Cli.Commands;

/// <summary>A journal as a report.</summary>
internal static class ReportFile
{
    /// <summary>Writes the report of a journal; the ending of the file's name chooses its format.</summary>
    public static void Write(string path, DataNode journal) =>
        File.WriteAllText(path, Render(journal, Path.GetExtension(path) is ".md" or ".markdown" ? "markdown" : "html"));

    /// <summary>The report of a journal.</summary>
    /// <param name="journal">Any journal.</param>
    /// <param name="format">html or markdown.</param>
    public static string Render(DataNode journal, string format)
    {
        var model = ReportModel.Read(journal);
        return format == "markdown" ? MarkdownReport.Render(model) : HtmlReport.Render(model);
    }
}
