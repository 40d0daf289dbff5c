using System.Collections.Immutable;
using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;

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

    /// <summary>Module and name, joined by a dot.</summary>
    public string FullName => Module + "." + Name;
}

/// <summary>One argument of a function.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">What it takes: <c>string</c>, <c>integer</c>, <c>number</c>, <c>boolean</c>, <c>list</c>, <c>mapping</c>, <c>object</c>.</param>
/// <param name="Default">The value when it is left out; null where it must be given.</param>
/// <param name="Summary">What it means, with its unit.</param>
public sealed record FunctionParameter(string Name, string Type, DataNode? Default, string Summary);
