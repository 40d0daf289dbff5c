using System.Collections.Immutable;
using Faultline.Abstractions.Data;
using Faultline.Engine.Configuration;

namespace Faultline.Engine.Planning.Forecasts;

/// <summary>Variables whose values only a run finds out: dynamic configuration, secrets that somebody else keeps, answers of earlier steps.</summary>
internal sealed class OpenVariables
{
    private readonly ImmutableArray<string> _names;

    /// <summary>The open ones among the variables of an experiment.</summary>
    /// <param name="variables">The variables, of which some may still be declarations.</param>
    /// <param name="outputs">The names of what earlier steps answer.</param>
    public OpenVariables(ResolvedVariables variables, IEnumerable<string> outputs)
    {
        var dynamic = variables.Configuration.Members.Where(member => IsDeclaration(member.Value)).Select(member => member.Key).ToList();
        var kept = variables.Secrets.Members.SelectMany(group => Open(group.Value)).ToList();
        _names = [.. dynamic, .. kept, .. outputs];
        Known = new ResolvedVariables(
            new DataObject(variables.Configuration.Members.Where(member => !dynamic.Contains(member.Key))),
            new DataObject(variables.Secrets.Members.Select(group => group with { Value = Closed(group.Value) })),
            variables.Problems
        );
    }

    /// <summary>The others.</summary>
    public ResolvedVariables Known { get; }

    /// <summary>Their names.</summary>
    public ImmutableArray<string> Names => _names;

    /// <summary>The first open one that a value waits for; null where it waits for none.</summary>
    public string? NeededBy(DataNode node) =>
        node switch
        {
            DataString text => _names.FirstOrDefault(name =>
                text.Value.Contains("${" + name + "}", StringComparison.Ordinal)
                || text.Value.Contains("$" + name, StringComparison.Ordinal)
            ),
            DataArray list => list.Items.Select(NeededBy).FirstOrDefault(name => name is not null),
            DataObject mapping => mapping.Members.Select(member => NeededBy(member.Value)).FirstOrDefault(name => name is not null),
            _ => null,
        };

    private static bool IsDeclaration(DataNode value) => value is DataObject declaration && declaration.Text("type") == "probe";

    // What is still a declaration, and no value, was not fetched.
    private static bool IsUnfetched(DataNode value) => value is DataObject declaration && declaration.Text("type") is not null;

    private static IEnumerable<string> Open(DataNode group) =>
        group is DataObject secrets ? secrets.Members.Where(member => IsUnfetched(member.Value)).Select(member => member.Key) : [];

    private static DataNode Closed(DataNode group) =>
        group is DataObject secrets ? new DataObject(secrets.Members.Where(member => !IsUnfetched(member.Value))) : group;
}
