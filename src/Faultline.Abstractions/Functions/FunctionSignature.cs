using System.Collections.Immutable;
using Faultline.Abstractions.Activities;

namespace Faultline.Abstractions.Functions;

/// <summary>What a function is called and takes.</summary>
public sealed record FunctionSignature
{
    /// <summary>The dotted module path, such as <c>chaosk8s.pod.actions</c>.</summary>
    public required string Module { get; init; }

    /// <summary>The name within the module.</summary>
    public required string Name { get; init; }

    /// <summary>Probe or action.</summary>
    public required ActivityKind Kind { get; init; }

    /// <summary>What it does, in a sentence.</summary>
    public required string Summary { get; init; }

    /// <summary>What it takes, in order, without <c>secrets</c> and <c>configuration</c>.</summary>
    public required ImmutableArray<FunctionParameter> Parameters { get; init; }

    /// <summary>More to know about it, in sentences; empty where there is nothing.</summary>
    public string Remarks { get; init; } = "";

    /// <summary>
    /// What its output is: <c>string</c>, <c>integer</c>, <c>number</c>, <c>boolean</c>, <c>list</c>, <c>mapping</c>, <c>object</c>
    /// (anything), <c>null</c> (nothing), <c>fault</c> (nothing, and something is broken from then on).
    /// </summary>
    public string ReturnType { get; init; } = "object";

    /// <summary>What its output means, in sentences; empty where nothing is said of it.</summary>
    public string Returns { get; init; } = "";

    /// <summary>When it fails, a sentence each.</summary>
    public ImmutableArray<string> Errors { get; init; } = [];

    /// <summary>The function to use in its place, which is deprecated; null where it is not.</summary>
    public string? Instead { get; init; }

    /// <summary>Whether it is a fault: it takes a target, lasts until a moment in the run, and is undone.</summary>
    public bool IsFault => ReturnType == "fault";

    /// <summary>Module and name, joined by a dot.</summary>
    public string FullName => Module + "." + Name;

    /// <summary>The parameter of that name, or null.</summary>
    public FunctionParameter? Parameter(string name)
    {
        foreach (var parameter in Parameters)
        {
            if (parameter.Name == name)
            {
                return parameter;
            }
        }

        return null;
    }

    /// <summary>The signature of the same function under another name.</summary>
    /// <param name="module">The dotted module path.</param>
    /// <param name="name">The name within the module.</param>
    /// <param name="isDeprecated">Whether it is an old name.</param>
    /// <param name="without">Arguments that there are not under this name.</param>
    public FunctionSignature As(string module, string name, bool isDeprecated, params ImmutableArray<string> without) =>
        this with
        {
            Module = module,
            Name = name,
            Summary = isDeprecated ? $"The old name of {FullName}." : Summary,
            Instead = isDeprecated ? FullName : Instead,
            Parameters = [.. Parameters.Where(parameter => !without.Contains(parameter.Name))],
        };
}
