using System.Collections.Immutable;
using Faultline.Abstractions.Activities;

namespace Faultline.Providers.Kubernetes.Functions;

/// <summary>Does what a function does.</summary>
internal delegate Task<ActivityOutcome> FunctionBody(KubernetesCall call, CancellationToken stop);

/// <summary>What is wrong or dubious with values that have the right types.</summary>
internal delegate IEnumerable<CallProblem> ArgumentCheck(CheckedArguments arguments);

/// <summary>One line of the table of functions: what a function is called, what it takes, and what it does.</summary>
/// <param name="Module">The dotted module path.</param>
/// <param name="Name">The name within the module.</param>
/// <param name="Kind">Probe or action.</param>
/// <param name="Summary">What it does, in a sentence.</param>
/// <param name="Parameters">What it takes, in order.</param>
/// <param name="Run">Does it.</param>
internal sealed record FunctionEntry(
    string Module,
    string Name,
    ActivityKind Kind,
    string Summary,
    ImmutableArray<Parameter> Parameters,
    FunctionBody Run
)
{
    /// <summary>Whether it looks at a cluster at all.</summary>
    public bool NeedsCluster { get; init; } = true;

    /// <summary>Finds more wrong with arguments than their names and types.</summary>
    public ArgumentCheck Check { get; init; } = static _ => [];

    public static FunctionEntry Probe(
        string module,
        string name,
        string summary,
        ImmutableArray<Parameter> parameters,
        FunctionBody run,
        ArgumentCheck? check = null
    ) => new(module, name, ActivityKind.Probe, summary, parameters, run) { Check = check ?? (static _ => []) };

    public static FunctionEntry Action(
        string module,
        string name,
        string summary,
        ImmutableArray<Parameter> parameters,
        FunctionBody run,
        ArgumentCheck? check = null
    ) => new(module, name, ActivityKind.Action, summary, parameters, run) { Check = check ?? (static _ => []) };
}
