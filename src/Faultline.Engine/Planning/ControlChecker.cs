using System.Collections.Immutable;
using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Controls;
using Faultline.Abstractions.Data;
using Faultline.Engine.Documents;
using Faultline.Engine.Model;

namespace Faultline.Engine.Planning;

/// <summary>Asks those who make controls what is wrong with the declarations of an experiment, before anything is run.</summary>
public sealed class ControlChecker(IReadOnlyList<IControlProvider> providers)
{
    /// <summary>Everything that is wrong or dubious with the controls of a document, at every level.</summary>
    /// <param name="document">The document.</param>
    /// <param name="source">The file or address it was read from.</param>
    /// <param name="stop">Ends the check.</param>
    public async Task<ImmutableArray<Diagnostic>> CheckAsync(DataObject document, string source, CancellationToken stop)
    {
        var problems = new Diagnostics(source);
        foreach (var (control, path) in Controls(document))
        {
            // What it lacks was said when the document was read.
            if (control.Text("name") is { Length: > 0 } name && control["provider"] is DataObject && !control.Has("ref"))
            {
                await CheckAsync(new ControlDeclaration(name, control), path, problems, stop);
            }
        }

        return problems.All;
    }

    private async Task CheckAsync(ControlDeclaration control, string path, Diagnostics problems, CancellationToken stop)
    {
        if (providers.FirstOrDefault(provider => provider.Create(control) is not null) is not { } known)
        {
            // The reference ignores it in silence.
            problems.Warn(
                $"Control '{control.Name}' is of a kind that nobody knows and has no effect",
                control.Provider["type"] ?? control.Provider,
                path + ".provider.type"
            );
            return;
        }

        foreach (var problem in await known.CheckAsync(control, stop))
        {
            problems.Add(
                problem.Severity == CallProblemSeverity.Error ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning,
                problem.Message,
                problem.Where?.Position ?? control.Provider.Position,
                path + ".provider",
                problem.Remedy
            );
        }
    }

    private static IEnumerable<(DataObject Control, string Path)> Controls(DataObject document)
    {
        var hypothesis = document["steady-state-hypothesis"] as DataObject;
        var steps = Objects(hypothesis?["probes"], "$.steady-state-hypothesis.probes")
            .Concat(Objects(document["method"], "$.method"))
            .Concat(Objects(document["rollbacks"], "$.rollbacks"));
        return Objects(document["controls"], "$.controls")
            .Concat(Objects(hypothesis?["controls"], "$.steady-state-hypothesis.controls"))
            .Concat(steps.SelectMany(step => Objects(step.Item["controls"], step.Path + ".controls")));
    }

    private static IEnumerable<(DataObject Item, string Path)> Objects(DataNode? list, string path) =>
        ((list as DataArray)?.Items ?? [])
            .Select((item, at) => (Item: item as DataObject, Path: $"{path}[{at}]"))
            .Where(found => found.Item is not null)
            .Select(found => (found.Item!, found.Path));
}
