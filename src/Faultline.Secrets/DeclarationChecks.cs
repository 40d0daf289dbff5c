using Faultline.Abstractions;
using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;

namespace Faultline.Secrets;

/// <summary>What all sources check in a declaration.</summary>
internal static class DeclarationChecks
{
    private static readonly string[] Keys = ["type", "path", "key"];

    /// <summary>Keys that nobody reads, and texts that are none.</summary>
    public static IEnumerable<CallProblem> Common(DataObject declaration, string type)
    {
        foreach (var member in declaration.Members.Where(member => !Keys.Contains(member.Key)))
        {
            yield return new CallProblem($"'{member.Key}' is not a key of a secret of type '{type}' and has no effect")
            {
                Where = member.Value,
                Severity = CallProblemSeverity.Warning,
                Remedy = Suggestion.Sentence(member.Key, Keys.Where(key => !declaration.Has(key))),
            };
        }

        foreach (var key in Keys.Where(key => declaration[key] is { } value and not (DataNull or DataString)))
        {
            yield return new CallProblem($"the '{key}' of a secret of type '{type}' is a text, and this is {declaration[key]!.Kind}")
            {
                Where = declaration[key],
            };
        }
    }

    /// <summary>A text that says something; null where there is none.</summary>
    public static string? TextOf(DataObject declaration, string key) => declaration.Text(key) is { Length: > 0 } text ? text : null;
}
