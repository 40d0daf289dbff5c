using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Faultline.Abstractions.Functions;

/// <summary>Functions that are there already.</summary>
/// <param name="functions">The functions.</param>
public sealed class FunctionList(IEnumerable<IFunction> functions) : IFunctionSource
{
    private readonly ImmutableArray<IFunction> _functions = [.. functions];

    /// <inheritdoc/>
    public IReadOnlyList<string> Names => [.. _functions.Select(function => function.Signature.FullName)];

    /// <inheritdoc/>
    public bool TryFind(string fullName, [NotNullWhen(true)] out IFunction? function)
    {
        function = _functions.FirstOrDefault(one => one.Signature.FullName == fullName);
        return function is not null;
    }
}
