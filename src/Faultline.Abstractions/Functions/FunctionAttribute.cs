namespace Faultline.Abstractions.Functions;

/// <summary>
/// Makes a method a function that experiments may call. Its summary, and those of its parameters, are the function's documentation;
/// parameters are arguments, in snake_case, and have to be given unless they have a default. Where null may be given, a parameter is
/// nullable. Parameters of the types <see cref="FunctionCall"/>, <see cref="CancellationToken"/> and <see cref="IFunctionContext"/> are
/// no arguments. A method of an object is called on the object that its table is bound to.
/// </summary>
/// <param name="module">The dotted module path, such as <c>chaosk8s.pod.actions</c>.</param>
[AttributeUsage(AttributeTargets.Method)]
public abstract class FunctionAttribute(string module) : Attribute
{
    /// <summary>The dotted module path.</summary>
    public string Module { get; } = module;

    /// <summary>The name within the module; left out, the method's own in snake_case, without 'Async' at its end.</summary>
    public string? Name { get; init; }

    /// <summary>
    /// The name of a static method of the same type that finds more wrong with arguments than their names and types: it takes
    /// <see cref="KnownArguments"/> and returns <see cref="Activities.CallProblem"/>s.
    /// </summary>
    public string? Check { get; init; }

    /// <summary>The function to use in the place of this one, which is deprecated: its name, or its full name.</summary>
    public string? Instead { get; init; }

    /// <summary>
    /// What the output is, where the method's return type does not tell: <c>string</c>, <c>integer</c>, <c>number</c>,
    /// <c>boolean</c>, <c>list</c>, <c>mapping</c>, <c>object</c> (anything), <c>null</c>.
    /// </summary>
    public string? Returns { get; init; }
}
