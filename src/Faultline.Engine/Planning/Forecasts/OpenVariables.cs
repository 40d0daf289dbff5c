using System.Collections.Immutable;
using Faultline.Abstractions.Data;
using Faultline.Engine.Configuration;

namespace Faultline.Engine.Planning.Forecasts;

/// <summary>Variables whose values only a run finds out: dynamic configuration, secrets that somebody else keeps, answers of earlier steps.</summary>
internal sealed class OpenVariables
{
    private readonly ImmutableArray<string> _names;
    private readonly ImmutableArray<string> _groups;

    /// <summary>The open ones among the variables of an experiment.</summary>
    /// <param name="variables">The variables, of which some may still be declarations.</param>
    /// <param name="outputs">The names of what earlier steps answer.</param>
    public OpenVariables(ResolvedVariables variables, IEnumerable<string> outputs)
    {
        var dynamic = variables.Configuration.Members.Where(member => IsDeclaration(member.Value)).Select(member => member.Key).ToList();
        var kept = variables.Pending.Select(pending => pending.Keys[^1]);
        _groups = [.. variables.Pending.Select(pending => pending.Keys[0])];
        _names = [.. dynamic, .. kept, .. outputs];
        Known = variables with
        {
            Configuration = new DataObject(variables.Configuration.Members.Where(member => !dynamic.Contains(member.Key))),
            Secrets = variables.Pending.Aggregate(variables.Secrets, (left, pending) => Without(left, pending.Keys.AsSpan())),
        };
    }

    /// <summary>The others.</summary>
    public ResolvedVariables Known { get; }

    /// <summary>Their names.</summary>
    public ImmutableArray<string> Names => _names;

    /// <summary>The first open one that a call waits for, in a text or by the group of secrets that it names; null where it waits for none.</summary>
    public string? NeededBy(DataObject provider) =>
        In(provider)
        ?? (provider["secrets"] as DataArray)
            ?.Items.OfType<DataString>()
            .Select(name => name.Value)
            .FirstOrDefault(name => _groups.Contains(name));

    private string? In(DataNode node) =>
        node switch
        {
            DataString text => _names.FirstOrDefault(name =>
                text.Value.Contains("${" + name + "}", StringComparison.Ordinal)
                || text.Value.Contains("$" + name, StringComparison.Ordinal)
            ),
            DataArray list => list.Items.Select(In).FirstOrDefault(name => name is not null),
            DataObject mapping => mapping.Members.Select(member => In(member.Value)).FirstOrDefault(name => name is not null),
            _ => null,
        };

    private static bool IsDeclaration(DataNode value) => value is DataObject declaration && declaration.Text("type") == "probe";

    private static DataObject Without(DataObject secrets, ReadOnlySpan<string> keys) =>
        keys.Length == 1 ? secrets.Without(keys[0])
        : secrets[keys[0]] is DataObject group ? secrets.With(keys[0], Without(group, keys[1..]))
        : secrets;
}
