using System.Collections.Immutable;
using Faultline.Abstractions.Data;
using Faultline.Engine.Model;

namespace Faultline.Engine.Configuration;

/// <summary>The values that variables stand for in one run.</summary>
/// <param name="Configuration">The configuration, by name.</param>
/// <param name="Secrets">The secrets, by group and name; one that is still pending is its declaration.</param>
/// <param name="Problems">What could not be resolved.</param>
public sealed record ResolvedVariables(DataObject Configuration, DataObject Secrets, ImmutableArray<Diagnostic> Problems)
{
    /// <summary>The secrets that a source has yet to be asked for.</summary>
    public ImmutableArray<PendingSecret> Pending { get; init; } = [];

    /// <summary>The types of declarations that sources are asked for.</summary>
    public IReadOnlySet<string> Sources { get; init; } = ImmutableHashSet<string>.Empty;

    /// <summary>Texts besides the secrets that are never written down: tokens of logins, credentials of our own settings.</summary>
    public ImmutableArray<string> Sensitive { get; init; } = [];

    /// <summary>The environment variables that secrets were read from, each with the group of the secret.</summary>
    public ImmutableArray<(string Group, string Variable)> SecretVariables { get; init; } = [];

    /// <summary>Whether an activity sees only the secrets whose groups its <c>provider.secrets</c> names.</summary>
    public bool IsStrict { get; init; }

    /// <summary>What is put in place of variables where no activity says which secrets it needs.</summary>
    public Substitution ForEverything() => new(Configuration, IsStrict ? DataObject.Empty : Secrets);

    /// <summary>What an activity sees of them.</summary>
    /// <param name="provider">Its <c>provider</c> object.</param>
    public DataObject SecretsFor(DataObject provider) =>
        IsStrict ? new DataObject(Secrets.Members.Where(group => Names(provider, group.Key))) : Secrets;

    /// <summary>The environment variables that what an activity starts does not get.</summary>
    /// <param name="provider">Its <c>provider</c> object.</param>
    public IReadOnlySet<string> WithheldFrom(DataObject provider) =>
        IsStrict && SecretVariables.Length > 0
            ? SecretVariables
                .Where(read => !Names(provider, read.Group))
                .Select(read => read.Variable)
                .Except(SecretVariables.Where(read => Names(provider, read.Group)).Select(read => read.Variable), StringComparer.Ordinal)
                .ToHashSet(StringComparer.Ordinal)
            : ImmutableHashSet<string>.Empty;

    /// <summary>Whether an activity names a group of secrets.</summary>
    internal static bool Names(DataObject provider, string group) =>
        provider["secrets"] is DataArray groups && groups.Items.Any(item => item is DataString name && name.Value == group);
}

/// <summary>A secret that a source has yet to be asked for.</summary>
/// <param name="Keys">Where it stands under <c>secrets</c>: group, name, and deeper.</param>
/// <param name="Declaration">Its declaration.</param>
public sealed record PendingSecret(ImmutableArray<string> Keys, DataObject Declaration)
{
    /// <summary>Where it stands in the document, such as <c>$.secrets.db.password</c>.</summary>
    public string Path => "$.secrets." + string.Join('.', Keys);
}
