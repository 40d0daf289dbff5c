using System.Collections.Immutable;

namespace Faultline.Engine.Reports;

/// <summary>How a report is written.</summary>
public enum ReportFormat
{
    /// <summary>One file for a browser or a printer.</summary>
    Html,

    /// <summary>GitHub's Markdown.</summary>
    Markdown,

    /// <summary>JUnit's XML, for Jenkins, GitLab and others.</summary>
    JUnit,

    /// <summary>A summary for programs.</summary>
    Json,

    /// <summary>SARIF 2.1.0, for code scanning.</summary>
    Sarif,

    /// <summary>Workflow commands of GitHub Actions.</summary>
    GitHub,
}

/// <summary>The formats by name and by file.</summary>
public static class ReportFormats
{
    /// <summary>The names that users give, in the order of the help.</summary>
    public static ImmutableArray<string> Names { get; } = ["html", "markdown", "junit", "json", "sarif", "github"];

    /// <summary>The format of one of the <see cref="Names"/>.</summary>
    public static ReportFormat Parse(string name) => Enum.Parse<ReportFormat>(name, ignoreCase: true);

    /// <summary>The format that a file's extension names; null for any other.</summary>
    public static ReportFormat? OfFile(string path) =>
        Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".html" or ".htm" => ReportFormat.Html,
            ".md" or ".markdown" => ReportFormat.Markdown,
            ".xml" => ReportFormat.JUnit,
            ".json" => path.EndsWith(".sarif.json", StringComparison.OrdinalIgnoreCase) ? ReportFormat.Sarif : ReportFormat.Json,
            ".sarif" => ReportFormat.Sarif,
            _ => null,
        };
}
