using System.Collections.Immutable;
using Faultline.Abstractions.Data;
using Faultline.Engine.Model;

namespace Faultline.Engine.Documents;

/// <summary>Collects everything that is wrong with one document.</summary>
internal sealed class Diagnostics(string source)
{
    private readonly List<Diagnostic> _all = [];

    /// <summary>The file or address of the document.</summary>
    public string Source => source;

    /// <summary>What was found so far, in the order of the text.</summary>
    public ImmutableArray<Diagnostic> All => [.. _all.OrderBy(d => d.Position?.Line ?? 0).ThenBy(d => d.Position?.Column ?? 0)];

    public void Warn(string message, DataNode? at, string path, string? remedy = null) =>
        Add(DiagnosticSeverity.Warning, message, at?.Position, path, remedy);

    public void Error(string message, DataNode? at, string path, string? remedy = null) =>
        Add(DiagnosticSeverity.Error, message, at?.Position, path, remedy);

    public void Fatal(string message, DataNode? at, string path, string? remedy = null) =>
        Add(DiagnosticSeverity.Fatal, message, at?.Position, path, remedy);

    public void Add(
        DiagnosticSeverity severity,
        string message,
        SourcePosition? position,
        string path,
        string? remedy,
        bool isMissingHere = false
    ) => _all.Add(new Diagnostic(severity, message, source, position, path, remedy) { IsMissingHere = isMissingHere });

    /// <summary>A warning for every key that nobody reads, with the one that was probably meant.</summary>
    public void UnknownKeys(DataObject node, string path, IReadOnlyCollection<string> known, string what)
    {
        foreach (var member in node.Members.Where(member => !known.Contains(member.Key)))
        {
            Add(
                DiagnosticSeverity.Warning,
                $"'{member.Key}' is not a key of {what} and has no effect",
                member.KeyPosition ?? node.Position,
                $"{path}.{member.Key}",
                Abstractions.Suggestion.Sentence(member.Key, known.Where(key => !node.Has(key)))
            );
        }
    }
}
