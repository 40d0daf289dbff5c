using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;

namespace Faultline.Providers.Kubernetes.Functions;

/// <summary>The arguments of a call as far as they are known before the run.</summary>
/// <param name="known">Those whose values stand in the document.</param>
/// <param name="open">The names of those that are variables.</param>
internal sealed class CheckedArguments(DataObject known, IReadOnlySet<string> open)
{
    /// <summary>The value of an argument, or its default; false where it is a variable.</summary>
    public bool TryGet<T>(Parameter<T> parameter, out T value)
    {
        value = parameter.Bind(known);
        return !open.Contains(parameter.Declaration.Name);
    }

    /// <summary>Whether the argument is a variable.</summary>
    public bool IsOpen(Parameter parameter) => open.Contains(parameter.Declaration.Name);

    /// <summary>The argument as it was given; null where it was not, or where it is a variable.</summary>
    public DataNode? Value(Parameter parameter) => known[parameter.Declaration.Name];

    /// <summary>Whether the argument is given: a value other than null, or a variable.</summary>
    public bool Has(Parameter parameter) =>
        open.Contains(parameter.Declaration.Name) || known[parameter.Declaration.Name] is not (null or DataNull);

    /// <summary>The same with an argument under another name.</summary>
    public CheckedArguments Renamed(string from, string to) =>
        new(
            new DataObject(known.Members.Select(member => member.Key == from ? member with { Key = to } : member), known.Position),
            open.Select(name => name == from ? to : name).ToHashSet(StringComparer.Ordinal)
        );

    /// <summary>An error: the call can't work.</summary>
    public CallProblem Error(Parameter? about, string message, string remedy) => new(message) { Where = Node(about), Remedy = remedy };

    /// <summary>A warning: the call may not do what was meant.</summary>
    public CallProblem Warning(Parameter? about, string message, string? remedy = null) =>
        new(message)
        {
            Where = Node(about),
            Remedy = remedy,
            Severity = CallProblemSeverity.Warning,
        };

    private DataNode? Node(Parameter? about) => about is null ? null : known[about.Declaration.Name];
}
