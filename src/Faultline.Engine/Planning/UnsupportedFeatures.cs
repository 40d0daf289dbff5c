using System.Collections.Immutable;
using Faultline.Abstractions.Data;
using Faultline.Engine.Documents;
using Faultline.Engine.Model;

namespace Faultline.Engine.Planning;

/// <summary>
/// What the language knows and this version can't run yet. Each is named and refused before the run: to leave it out in silence
/// would make a run green that never did what it says.
/// </summary>
public static class UnsupportedFeatures
{
    /// <summary>A diagnostic for each use in the experiment.</summary>
    /// <param name="plan">The plan, strategies included.</param>
    /// <param name="isForRun">Whether the experiment is about to be run: an error then, otherwise a warning.</param>
    public static ImmutableArray<Diagnostic> Find(Plan plan, bool isForRun)
    {
        var problems = new Diagnostics(plan.Experiment.Source);
        var severity = isForRun ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning;

        void Refuse(string feature, DataNode? at, string path) =>
            problems.Add(severity, $"{feature} can't be run by this version yet", at?.Position, path, null);

        foreach (
            var (declaration, path) in Declarations(plan.Experiment.Secrets, "$.secrets")
                .Where(found => found.Declaration.Text("type") == "vault")
        )
        {
            Refuse("a secret from Vault", declaration, path);
        }

        return problems.All;
    }

    private static IEnumerable<(DataObject Declaration, string Path)> Declarations(DataObject node, string path) =>
        node
            .Members.Where(member => member.Value is DataObject)
            .SelectMany(member =>
                Declarations((DataObject)member.Value, $"{path}.{member.Key}").Prepend(((DataObject)member.Value, $"{path}.{member.Key}"))
            );
}
