using System.Collections.Immutable;
using Faultline.Abstractions;
using Faultline.Abstractions.Data;
using Faultline.Documents;
using Faultline.Engine.Reports;
using Faultline.Engine.Reports.GitHub;

namespace Faultline.Cli.Commands;

/// <summary>Reports and the files around them.</summary>
internal static class ReportFile
{
    /// <summary>The format that a file's name asks for; HTML where it asks for none.</summary>
    public static ReportFormat FormatOf(string? path) => (path is null ? null : ReportFormats.OfFile(path)) ?? ReportFormat.Html;

    /// <summary>Writes the report of runs; the ending of the file's name chooses its format.</summary>
    public static void Write(string path, params ImmutableArray<ReportedRun> runs) =>
        File.WriteAllText(path, Report.Render(runs, FormatOf(path)));

    /// <summary>A run that has just taken place, as reports tell it.</summary>
    /// <param name="name">Its name among others.</param>
    /// <param name="journal">Its journal.</param>
    /// <param name="journalPath">Where the journal was written.</param>
    /// <param name="environment">The environment.</param>
    public static ReportedRun Run(string name, DataObject journal, string journalPath, IEnvironment environment)
    {
        var model = ReportModel.Read(journal);
        return new ReportedRun(name, model)
        {
            JournalPath = Shown(journalPath, environment),
            Document = model.Source is { } source ? Places(source, environment) : null,
        };
    }

    /// <summary>Where things stand in a document; null where there is no such file, or it can't be read.</summary>
    public static DocumentPlaces? Places(string path, IEnvironment environment)
    {
        if (DocumentText.FormatOf(path) is not { } format || !File.Exists(path))
        {
            return null;
        }

        try
        {
            return DocumentPlaces.Read(Shown(path, environment), DocumentText.Parse(File.ReadAllBytes(path), format));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or DataSyntaxException)
        {
            return null;
        }
    }

    /// <summary>
    /// A file as findings name it: relative to the checkout of a CI job, or to the current folder, where it stands below; otherwise
    /// in full.
    /// </summary>
    public static string Shown(string path, IEnvironment environment)
    {
        var full = Path.GetFullPath(path);
        var root = environment.Get("GITHUB_WORKSPACE") ?? environment.Get("CI_PROJECT_DIR");
        foreach (var folder in new[] { root, Directory.GetCurrentDirectory() })
        {
            if (
                !string.IsNullOrEmpty(folder)
                && Path.GetRelativePath(folder, full) is var relative
                && !relative.StartsWith("..", StringComparison.Ordinal)
            )
            {
                return relative;
            }
        }

        return full;
    }

    /// <summary>Appends the runs to the job summary of GitHub Actions, where there is one.</summary>
    public static void AppendSummary(ImmutableArray<ReportedRun> runs, IEnvironment environment)
    {
        if (environment.Get("GITHUB_STEP_SUMMARY") is not { Length: > 0 } summary)
        {
            return;
        }

        try
        {
            File.AppendAllText(summary, GitHubReport.Summary(runs));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserException($"The job summary can't be written to '{summary}' (GITHUB_STEP_SUMMARY): {e.Message}");
        }
    }
}
