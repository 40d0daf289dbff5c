using System.Collections.Immutable;
using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Providers.Kubernetes.Functions;

namespace Faultline.Providers.Kubernetes.Deprecated;

/// <summary>Functions under names that they no longer have.</summary>
internal static class OldName
{
    /// <summary>A function under an old name, which takes what it took by then.</summary>
    /// <param name="module">The old module.</param>
    /// <param name="name">The old name.</param>
    /// <param name="target">The function.</param>
    /// <param name="parameters">What it took.</param>
    /// <param name="arguments">What the function gets instead; null for the same.</param>
    public static FunctionEntry Of(
        string module,
        string name,
        FunctionEntry target,
        ImmutableArray<Parameter> parameters,
        Func<DataObject, DataObject>? arguments = null
    ) =>
        new(
            module,
            name,
            target.Kind,
            $"The old name of {target.Module}.{target.Name}.",
            parameters,
            (call, stop) =>
            {
                call.Warn(Warning(name, target.Name));
                return target.Run(arguments is null ? call : call.With(arguments(call.Arguments)), stop);
            }
        )
        {
            Check = values => [Deprecated(values, name, target.Name), .. target.Check(values)],
        };

    /// <summary>What is said of an old name, as the reference says it.</summary>
    public static string Warning(string name, string instead) =>
        $"{name} function is DEPRECATED and will be removed in the next releases, please use {instead} instead";

    /// <summary>What is said of it before the run.</summary>
    public static CallProblem Deprecated(CheckedArguments arguments, string name, string instead) =>
        arguments.Warning(null, Warning(name, instead));
}
