using Faultline.Abstractions.Data;

namespace Faultline.Engine.Model;

/// <summary>How much a diagnostic matters.</summary>
public enum DiagnosticSeverity
{
    /// <summary>The document can be run; something in it is probably not what its author meant.</summary>
    Warning,

    /// <summary>The document is not valid; <c>--no-validation</c> runs it all the same.</summary>
    Error,

    /// <summary>The document can't be run at all.</summary>
    Fatal,
}

/// <summary>Something wrong with a document: what, where, and what to do.</summary>
/// <param name="Severity">Warning, error or fatal.</param>
/// <param name="Message">What is wrong, in the reference's words where it has them.</param>
/// <param name="Source">The file or address of the document.</param>
/// <param name="Position">Where in the text; null where the document as a whole is meant.</param>
/// <param name="Path">Where in the tree, such as <c>$.method[0].provider</c>.</param>
/// <param name="Remedy">What to do about it; null where the message says it all.</param>
public sealed record Diagnostic(
    DiagnosticSeverity Severity,
    string Message,
    string Source,
    SourcePosition? Position = null,
    string? Path = null,
    string? Remedy = null
)
{
    /// <summary>Whether the document is right where what it needs is there: only this machine lacks something.</summary>
    public bool IsMissingHere { get; init; }

    /// <summary>"file:line:column", as far as it is known.</summary>
    public string Place => Position is { } position ? $"{Source}:{position}" : Source;
}
