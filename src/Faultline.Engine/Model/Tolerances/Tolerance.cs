using System.Collections.Immutable;
using Faultline.Abstractions.Data;

namespace Faultline.Engine.Model.Tolerances;

/// <summary>Which results of a probe are accepted (reference specification §6). A closed family.</summary>
public abstract record Tolerance
{
    private Tolerance() { }

    /// <summary>The output equals the value: a boolean, an integer (of an object with a status: the status), a text.</summary>
    internal sealed record EqualTo(DataNode Expected) : Tolerance;

    /// <summary>The status, or the output, is one of a list; of two values without a status it lies between them.</summary>
    internal sealed record OneOf(ImmutableArray<DataNode> Values) : Tolerance;

    /// <summary>The output, or a part of it, contains a match.</summary>
    internal sealed record Matches(string? Target, string Pattern) : Tolerance;

    /// <summary>The matches of a path in the output are as many, or the same, as expected.</summary>
    internal sealed record JsonPathFinds(string? Target, string Path, DataNode? Expect, DataNode? Count) : Tolerance;

    /// <summary>The output, or a part of it, is a number between two bounds, both included.</summary>
    internal sealed record Between(string? Target, DataNode Low, DataNode High) : Tolerance;

    /// <summary>Another probe, given the output as its argument <c>value</c>, answers with something true.</summary>
    internal sealed record AcceptedBy(Activity Probe) : Tolerance;
}
