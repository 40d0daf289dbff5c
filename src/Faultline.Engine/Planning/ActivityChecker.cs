using System.Collections.Immutable;
using Faultline.Abstractions;
using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Engine.Configuration;
using Faultline.Engine.Documents;
using Faultline.Engine.Model;

namespace Faultline.Engine.Planning;

/// <summary>Asks the providers what is wrong with the activities of an experiment, before anything is run.</summary>
public sealed class ActivityChecker(IReadOnlyList<IActivityProvider> providers, Substitution? variables = null)
{
    private readonly Substitution _variables = variables ?? new Substitution(DataObject.Empty, DataObject.Empty);

    /// <summary>Everything that is wrong or dubious with the calls of an experiment, in the order of the text.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="isForRun">Whether it is about to be run: what can't be done here is then an error, otherwise a warning.</param>
    /// <param name="stop">Ends the check.</param>
    public async Task<ImmutableArray<Diagnostic>> CheckAsync(Experiment experiment, bool isForRun, CancellationToken stop)
    {
        var problems = new Diagnostics(experiment.Source);
        foreach (var (activity, path) in Calls(experiment))
        {
            await CheckAsync(activity, path, problems, isForRun, stop);
        }

        return problems.All;
    }

    private async Task CheckAsync(Activity activity, string path, Diagnostics problems, bool isForRun, CancellationToken stop)
    {
        if (providers.FirstOrDefault(provider => provider.Name == activity.ProviderType) is not { } provider)
        {
            var names = providers.Select(p => p.Name).ToList();
            problems.Error(
                $"unknown provider type '{activity.ProviderType}'",
                activity.Provider["type"],
                path + ".provider.type",
                Suggestion.Sentence(activity.ProviderType, names) ?? $"Providers are: {string.Join(", ", names)}."
            );
            return;
        }

        if (provider is not ICheckCalls checks)
        {
            return;
        }

        var call = new ActivityCall
        {
            Name = activity.Name,
            Kind = activity.Kind,
            Provider = activity.Provider,
            Shown = WithMasks(activity.Provider, provider.SubstitutedFields),
            HasTolerance = activity.Tolerance is not null,
        };
        foreach (var problem in await checks.CheckAsync(call, stop))
        {
            var isError = problem.Severity == CallProblemSeverity.Error || (problem.Severity == CallProblemSeverity.NotHere && isForRun);
            problems.Add(
                isError ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning,
                problem.Message,
                problem.Where?.Position ?? activity.Provider.Position,
                path + ".provider",
                problem.Remedy,
                problem.IsMissingHere
            );
        }
    }

    // A provider tells by it where a secret would stand.
    private DataObject WithMasks(DataObject provider, IReadOnlyList<string> fields)
    {
        foreach (var field in fields)
        {
            if (provider.TryGet(field, out var template) && _variables.TakesSecret(template))
            {
                provider = provider.With(field, _variables.Masked.Apply(template));
            }
        }

        return provider;
    }

    // Activities and, inside tolerances, the probes that judge others.
    private static IEnumerable<(Activity Activity, string Path)> Calls(Experiment experiment)
    {
        var steps = (experiment.Hypothesis?.Probes ?? [])
            .Concat(experiment.Method)
            .Concat(experiment.Rollbacks)
            .Concat(experiment.StopCondition?.Probes ?? []);
        foreach (var step in steps)
        {
            if (step is Activity activity)
            {
                yield return (activity, activity.Path);
            }

            if (step.Tolerance is DataObject { } tolerance && tolerance.Text("type") == "probe")
            {
                // Its own problems were reported when the hypothesis was read.
                if (new StepReader(new Diagnostics("")).ReadActivity(tolerance, step.Path + ".tolerance") is { } probe)
                {
                    yield return (probe, probe.Path);
                }
            }
        }
    }
}
