using System.Diagnostics.CodeAnalysis;

namespace Faultline.Abstractions.Functions;

/// <summary>Functions that are made as they are asked for.</summary>
public interface IFunctionSource
{
    /// <summary>Their full names.</summary>
    IReadOnlyList<string> Names { get; }

    /// <summary>The function of a full name; false where there is none.</summary>
    bool TryFind(string fullName, [NotNullWhen(true)] out IFunction? function);
}
