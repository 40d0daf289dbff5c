using System.Collections.Immutable;
using System.Text;
using Faultline.Abstractions.Data;
using Faultline.Engine.Documents;
using Faultline.Engine.Model;

namespace Faultline.Engine.Tests.Documents;

/// <summary>What is said about a document, as text.</summary>
internal static class Reading
{
    public static ImmutableArray<Diagnostic> Of(DataNode document) => ExperimentReader.Read(document, "test.json").Diagnostics;

    /// <summary>One line for each diagnostic: "severity place path: message | remedy".</summary>
    public static string Shown(IEnumerable<Diagnostic> diagnostics) =>
        string.Join('\n', diagnostics.Select(d => $"{d.Severity} {d.Place} {Said(d)}"));

    /// <summary>The document, and under each of its lines what is said about it, below the column that is meant.</summary>
    public static string Annotated(string name, string json)
    {
        var reading = ExperimentReader.Read(JsonText.Parse(json), "test.json");
        var text = new StringBuilder($"## {name}: {(reading.Experiment is null ? "no experiment" : "an experiment")}\n");
        foreach (var (line, number) in json.Split('\n').Select((line, i) => (line, i + 1)))
        {
            text.Append(line).Append('\n');
            foreach (var found in reading.Diagnostics.Where(d => d.Position?.Line == number))
            {
                text.Append(' ', found.Position!.Value.Column - 1).Append($"^ {found.Severity} {Said(found)}\n");
            }
        }

        foreach (var nowhere in reading.Diagnostics.Where(d => d.Position is null))
        {
            text.Append($"(nowhere) {nowhere.Severity} {Said(nowhere)}\n");
        }

        return text.Append('\n').ToString();
    }

    private static string Said(Diagnostic d) => $"{d.Path}: {d.Message}{(d.Remedy is null ? "" : " | " + d.Remedy)}";
}
