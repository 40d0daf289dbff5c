using System.Collections.Immutable;
using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Engine.Model;

namespace Faultline.Engine.Configuration;

/// <summary>
/// Configuration whose value a probe finds out just before the run (reference specification §7.1). An entry sees what stands before
/// it, static or dynamic, and all secrets. One that fails stops the run: what
/// would be left out may be the very thing that keeps an experiment within its bounds.
/// </summary>
public static class DynamicConfiguration
{
    /// <summary>The dynamic entries as activities, by name, in order; what is wrong with them is among the problems.</summary>
    /// <param name="source">The document's file or address.</param>
    /// <param name="configuration">The resolved configuration, in which dynamic entries are still declarations.</param>
    public static (ImmutableArray<(string Name, Activity Probe)> Probes, ImmutableArray<Diagnostic> Problems) Find(
        string source,
        DataObject configuration
    )
    {
        var problems = new Documents.Diagnostics(source);
        var reader = new Documents.StepReader(problems);
        var probes = configuration
            .Members.Where(member => ConfigurationResolver.IsOf(member.Value, "probe"))
            .Select(member =>
                (
                    member.Key,
                    Probe: reader.ReadLoneActivity((DataObject)member.Value, $"$.configuration.{member.Key}", "a configuration entry")
                )
            )
            .Where(entry => entry.Probe is not null)
            .Select(entry => (entry.Key, entry.Probe!))
            .ToImmutableArray();
        return (probes, problems.All);
    }

    /// <summary>The variables with every dynamic entry replaced by its value.</summary>
    /// <param name="source">The document's file or address.</param>
    /// <param name="variables">The variables, in which dynamic entries are still declarations.</param>
    /// <param name="call">Runs a probe with the variables known so far.</param>
    public static async Task<ResolvedVariables> ResolveAsync(
        string source,
        ResolvedVariables variables,
        Func<Activity, ResolvedVariables, Task<ActivityOutcome>> call
    )
    {
        var (probes, problems) = Find(source, variables.Configuration);
        var all = variables.Problems.ToBuilder();
        all.AddRange(problems.Where(problem => problem.Severity != DiagnosticSeverity.Warning));
        if (all.Any(problem => problem.Severity != DiagnosticSeverity.Warning))
        {
            // Nothing of a document is run that is known to be wrong.
            return variables with { Problems = all.ToImmutable() };
        }

        // What a probe says of its failure may hold what it was called with.
        var mask = new SecretMask(variables);
        var pending = probes.ToDictionary(entry => entry.Name, entry => entry.Probe, StringComparer.Ordinal);
        var known = new DataObject(variables.Configuration.Members.TakeWhile(member => !pending.ContainsKey(member.Key)));
        foreach (var member in variables.Configuration.Members.Skip(known.Members.Length))
        {
            if (!pending.TryGetValue(member.Key, out var probe))
            {
                known = known.With(member.Key, member.Value);
                continue;
            }

            switch (await ValueAsync(probe, variables with { Configuration = known }, call))
            {
                case { Value: { } value }:
                    known = known.With(member.Key, value);
                    break;
                case { Failure: var why }:
                    all.Add(
                        new Diagnostic(
                            DiagnosticSeverity.Error,
                            $"the dynamic configuration '{member.Key}' could not be loaded: {mask.Apply(why ?? "")}",
                            source,
                            member.KeyPosition ?? member.Value.Position,
                            probe.Path
                        )
                    );
                    break;
            }
        }

        return variables with
        {
            Configuration = known,
            Problems = all.ToImmutable(),
        };
    }

    private static async Task<(DataNode? Value, string? Failure)> ValueAsync(
        Activity probe,
        ResolvedVariables known,
        Func<Activity, ResolvedVariables, Task<ActivityOutcome>> call
    ) =>
        await call(probe, known) switch
        {
            // Told apart by their whole shape, since the engine knows no provider by name: a function may answer with an object too.
            ActivityOutcome.Succeeded { Output: DataObject output } when HasOnly(output, "status", "stdout", "stderr") => output["status"]
                is DataNumber { Text: "0" }
                ? ((output.Text("stdout") ?? "").Trim(), null)
                : (null, $"its process ended with {output["status"]}"),
            ActivityOutcome.Succeeded { Output: DataObject output } when HasOnly(output, "status", "headers", "body") => (
                output["body"],
                null
            ),
            ActivityOutcome.Succeeded succeeded => (succeeded.Output, null),
            ActivityOutcome.Failed failed => (null, failed.Message),
            ActivityOutcome.Crashed crashed => (null, crashed.Message),
            _ => (null, "it was stopped"),
        };

    private static bool HasOnly(DataObject output, params string[] members) =>
        output.Members.Length == members.Length && members.All(output.Has);
}
