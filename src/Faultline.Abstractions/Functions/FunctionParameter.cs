using Faultline.Abstractions.Data;

namespace Faultline.Abstractions.Functions;

/// <summary>One argument of a function.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">What it takes: <c>string</c>, <c>integer</c>, <c>number</c>, <c>boolean</c>, <c>list</c>, <c>mapping</c>, <c>object</c>.</param>
/// <param name="Default">The value when it is left out; null where it must be given.</param>
/// <param name="Summary">What it means, with its unit.</param>
public sealed record FunctionParameter(string Name, string Type, DataNode? Default, string Summary)
{
    /// <summary>Whether a call without it is wrong.</summary>
    public bool IsRequired => Default is null;

    /// <summary>Whether a null is an answer, rather than as good as nothing, where a value is required.</summary>
    public bool AllowsNull { get; init; }

    /// <summary>How it is read; null where the function itself finds out.</summary>
    public ArgumentType? Reading { get; init; }

    /// <summary>An argument that is read in some way.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="reading">How it is read, which says its type.</param>
    /// <param name="byDefault">The value when it is left out; null where it must be given.</param>
    /// <param name="summary">What it means, with its unit.</param>
    /// <param name="allowsNull">Whether a null is an answer, where a value is required.</param>
    public static FunctionParameter Of(string name, ArgumentType reading, DataNode? byDefault, string summary, bool allowsNull) =>
        new(name, reading.Name, byDefault, summary) { Reading = reading, AllowsNull = allowsNull };
}
