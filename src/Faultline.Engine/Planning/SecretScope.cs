using System.Collections.Immutable;
using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Engine.Configuration;
using Faultline.Engine.Documents;
using Faultline.Engine.Model;

namespace Faultline.Engine.Planning;

/// <summary>
/// With <c>--strict-secrets</c> a secret is put in place of <c>${name}</c> only in providers whose <c>secrets</c> names its group.
/// Every other use is found here, before the run.
/// </summary>
public sealed class SecretScope(ResolvedVariables variables, IReadOnlyList<IActivityProvider> providers)
{
    private readonly Dictionary<string, string[]> _groups = variables
        .Secrets.Members.SelectMany(group =>
            (group.Value as DataObject)?.Members.Select(member => (Name: member.Key, Group: group.Key)) ?? []
        )
        .Where(secret => !variables.Configuration.Has(secret.Name))
        .GroupBy(secret => secret.Name, secret => secret.Group, StringComparer.Ordinal)
        .ToDictionary(secret => secret.Key, secret => secret.ToArray(), StringComparer.Ordinal);

    /// <summary>An error for each use of a secret where it is not given.</summary>
    public ImmutableArray<Diagnostic> Check(Experiment experiment)
    {
        var problems = new Diagnostics(experiment.Source);
        if (_groups.Count == 0)
        {
            return problems.All;
        }

        CheckTexts(experiment.Title, "$.title", DataObject.Empty, problems);
        CheckControls(experiment.Document["controls"], "$.controls", problems);
        CheckControls(
            (experiment.Document["steady-state-hypothesis"] as DataObject)?["controls"],
            "$.steady-state-hypothesis.controls",
            problems
        );
        foreach (var member in experiment.Configuration.Members.Where(member => ConfigurationResolver.IsOf(member.Value, "probe")))
        {
            CheckProvider((DataObject)member.Value, $"$.configuration.{member.Key}", problems);
        }

        foreach (var step in (experiment.Hypothesis?.Probes ?? []).Concat(experiment.Method).Concat(experiment.Rollbacks))
        {
            CheckStep(step, problems);
        }

        return problems.All;
    }

    private void CheckStep(Step step, Diagnostics problems)
    {
        CheckProvider(step.Document, step.Path, problems);
        CheckControls(step.Document["controls"], step.Path + ".controls", problems);
        CheckTexts(step.Document["pauses"], step.Path + ".pauses", DataObject.Empty, problems);
        if (step.Tolerance is DataObject probe && probe.Text("type") == "probe")
        {
            CheckProvider(probe, step.Path + ".tolerance", problems);
        }
        else
        {
            CheckTexts(step.Tolerance, step.Path + ".tolerance", DataObject.Empty, problems);
        }
    }

    private void CheckControls(DataNode? controls, string path, Diagnostics problems)
    {
        foreach (var (control, i) in ((controls as DataArray)?.Items ?? []).Select((control, i) => (control as DataObject, i)))
        {
            if (control?["provider"] is DataObject provider)
            {
                CheckTexts(provider["arguments"], $"{path}[{i}].provider.arguments", provider, problems);
            }
        }
    }

    private void CheckProvider(DataObject activity, string path, Diagnostics problems)
    {
        if (activity["provider"] is not DataObject provider)
        {
            return;
        }

        var fields = providers.FirstOrDefault(known => known.Name == provider.Text("type"))?.SubstitutedFields ?? [];
        foreach (var field in fields)
        {
            CheckTexts(provider[field], $"{path}.provider.{field}", provider, problems);
        }
    }

    private void CheckTexts(DataNode? node, string path, DataObject provider, Diagnostics problems)
    {
        switch (node)
        {
            case DataString text:
                foreach (var name in VariableName.In(text.Value).Distinct(StringComparer.Ordinal))
                {
                    if (_groups.TryGetValue(name, out var groups) && !groups.Any(group => ResolvedVariables.Names(provider, group)))
                    {
                        Refuse(name, groups[0], text, path, problems, isInProvider: provider.Members.Length > 0);
                    }
                }

                break;
            case DataArray list:
                for (var i = 0; i < list.Items.Length; i++)
                {
                    CheckTexts(list.Items[i], $"{path}[{i}]", provider, problems);
                }

                break;
            case DataObject mapping:
                foreach (var member in mapping.Members)
                {
                    CheckTexts(member.Value, $"{path}.{member.Key}", provider, problems);
                }

                break;
            default:
                break;
        }
    }

    private static void Refuse(string name, string group, DataString text, string path, Diagnostics problems, bool isInProvider) =>
        problems.Error(
            $"the secret '{name}' of the group '{group}' is used where --strict-secrets does not give it",
            text,
            path,
            isInProvider
                ? $"Name the group in this provider: \"secrets\": [\"{group}\"]."
                : "Secrets are given to the providers of activities and controls alone."
        );
}
