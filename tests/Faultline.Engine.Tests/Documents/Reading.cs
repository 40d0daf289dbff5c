using System.Collections.Immutable;
using Faultline.Abstractions.Data;
using Faultline.Engine.Documents;
using Faultline.Engine.Model;

namespace Faultline.Engine.Tests.Documents;

/// <summary>What is said about a document, as text.</summary>
internal static class Reading
{
    public static ImmutableArray<Diagnostic> Of(DataNode document) => ExperimentReader.Read(document, "test.json").Diagnostics;

    /// <summary>One line for each diagnostic: "severity place path: message | remedy".</summary>
    public static string Shown(string json) => Shown(Of(JsonText.Parse(json)));

    public static string Shown(IEnumerable<Diagnostic> diagnostics) =>
        string.Join(
            '\n',
            diagnostics.Select(d => $"{d.Severity} {d.Place} {d.Path}: {d.Message}{(d.Remedy is null ? "" : " | " + d.Remedy)}")
        );
}
