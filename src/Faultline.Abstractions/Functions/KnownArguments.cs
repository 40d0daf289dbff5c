using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;

namespace Faultline.Abstractions.Functions;

/// <summary>The arguments of a call as far as they are known before the run; their types are right.</summary>
/// <param name="signature">The function's.</param>
/// <param name="known">Those whose values stand in the document.</param>
/// <param name="open">The names of those that are variables.</param>
public sealed class KnownArguments(FunctionSignature signature, DataObject known, IReadOnlySet<string> open)
{
    /// <summary>The value of an argument, or its default (null is the type's own); false where it is a variable.</summary>
    /// <exception cref="ArgumentException">The function has no such argument of this type: a bug.</exception>
    public bool TryGet<T>(string name, out T? value)
    {
        var parameter = signature.Parameter(name);
        if (parameter?.Reading is not ArgumentType<T> type)
        {
            throw new ArgumentException($"{signature.FullName} has no argument '{name}' that is a {typeof(T).Name}.", nameof(name));
        }

        var given = known[name] is { } node and not DataNull ? node : parameter.Default;
        value = given is not (null or DataNull) && type.TryRead(given, out var read) ? read : default;
        return !open.Contains(name);
    }

    /// <summary>Whether the argument is a variable.</summary>
    public bool IsOpen(string name) => open.Contains(name);

    /// <summary>The argument as it was given; null where it was not, or where it is a variable.</summary>
    public DataNode? Value(string name) => known[name];

    /// <summary>Whether the argument is given: a value other than null, or a variable.</summary>
    public bool Has(string name) => open.Contains(name) || known[name] is not (null or DataNull);

    /// <summary>An error: the call can't work.</summary>
    /// <param name="about">The argument; null for the call as a whole.</param>
    /// <param name="message">What is wrong.</param>
    /// <param name="remedy">What to do about it.</param>
    public CallProblem Error(string? about, string message, string remedy) => new(message) { Where = Node(about), Remedy = remedy };

    /// <summary>A warning: the call may not do what was meant.</summary>
    /// <param name="about">The argument; null for the call as a whole.</param>
    /// <param name="message">What is dubious.</param>
    /// <param name="remedy">What to do about it.</param>
    public CallProblem Warning(string? about, string message, string? remedy = null) =>
        new(message)
        {
            Where = Node(about),
            Remedy = remedy,
            Severity = CallProblemSeverity.Warning,
        };

    private DataNode? Node(string? about) => about is null ? null : known[about];
}
