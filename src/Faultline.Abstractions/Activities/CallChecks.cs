using Faultline.Abstractions.Data;

namespace Faultline.Abstractions.Activities;

/// <summary>What several providers check in the same way.</summary>
public static class CallChecks
{
    /// <summary>A warning for every key of the provider object that nobody reads.</summary>
    /// <param name="provider">The provider object.</param>
    /// <param name="known">The keys that have a meaning, <c>type</c> included.</param>
    public static IEnumerable<CallProblem> UnknownKeys(DataObject provider, IReadOnlyCollection<string> known) =>
        provider
            .Members.Where(member => !known.Contains(member.Key))
            .Select(member => new CallProblem($"'{member.Key}' is not a key of a {provider.Text("type")} provider and has no effect")
            {
                Where = member.Value,
                Severity = CallProblemSeverity.Warning,
                Remedy = Suggestion.Sentence(member.Key, known.Where(key => !provider.Has(key))),
            });

    /// <summary>Whether Python takes the value for false: absent, null, false, 0, or empty.</summary>
    public static bool IsFalsy(DataNode? node) =>
        node
            is null
                or DataNull
                or DataBoolean { Value: false }
                or DataString { Value: "" }
                or DataArray { Items.Length: 0 }
                or DataObject { Members.Length: 0 }
        || (node is DataNumber number && number.ToDouble() == 0);
}
