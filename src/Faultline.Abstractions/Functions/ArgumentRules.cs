using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;

namespace Faultline.Abstractions.Functions;

/// <summary>What a signature says about arguments.</summary>
public sealed class ArgumentRules(FunctionSignature signature)
{
    /// <summary>Why a call with these arguments can't be made; null where it can.</summary>
    public string? Refusal(DataObject arguments)
    {
        foreach (var parameter in signature.Parameters)
        {
            if (
                parameter.IsRequired
                && arguments[parameter.Name] is var value
                && (value is null || (value is DataNull && !parameter.AllowsNull))
            )
            {
                return $"{signature.FullName}: the argument '{parameter.Name}' is missing; give it";
            }
        }

        return WrongTypes(arguments, _ => true).FirstOrDefault() is { } problem
            ? $"{signature.FullName}: {problem.Message}; {problem.Remedy}"
            : null;
    }

    /// <summary>Arguments of the wrong types, and nulls that should be values, as far as they are known before the run.</summary>
    public IReadOnlyList<CallProblem> Wrong(DataObject arguments) =>
        [.. Nulls(arguments), .. WrongTypes(arguments, value => !IsOpen(value))];

    /// <summary>The arguments as far as they are known before the run: a value that is a variable is not, nor is its type.</summary>
    public KnownArguments Known(DataObject arguments) =>
        new(
            signature,
            new DataObject(arguments.Members.Where(member => !IsOpen(member.Value)), arguments.Position),
            arguments.Members.Where(member => IsOpen(member.Value)).Select(member => member.Key).ToHashSet(StringComparer.Ordinal)
        );

    private IEnumerable<CallProblem> Nulls(DataObject arguments) =>
        from parameter in signature.Parameters
        where parameter.IsRequired && !parameter.AllowsNull && arguments[parameter.Name] is DataNull
        select new CallProblem($"the argument '{parameter.Name}' is null, and must have a value")
        {
            Where = arguments[parameter.Name],
            Remedy = "give it",
        };

    private IEnumerable<CallProblem> WrongTypes(DataObject arguments, Func<DataNode, bool> isKnown) =>
        from parameter in signature.Parameters
        let value = arguments[parameter.Name]
        where value is not null && isKnown(value)
        let problem = parameter.Reading?.Problem(parameter.Name, value)
        where problem is not null
        select problem;

    private static bool IsOpen(DataNode value) =>
        value switch
        {
            DataString text => text.Value.Contains("${", StringComparison.Ordinal),
            DataArray list => list.Items.Any(IsOpen),
            DataObject mapping => mapping.Members.Any(member => IsOpen(member.Value)),
            _ => false,
        };
}
