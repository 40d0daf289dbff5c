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

    /// <summary>Texts besides the secrets that are never written down: tokens of logins, credentials of our own settings.</summary>
    public ImmutableArray<string> Sensitive { get; init; } = [];

    /// <summary>The environment variables that secrets were read from, each with the group of the secret.</summary>
    public ImmutableArray<(string Group, string Variable)> SecretVariables { get; init; } = [];

    /// <summary>Whether an activity sees only the secrets whose groups its <c>provider.secrets</c> names.</summary>
    public bool IsStrict { get; init; }
}

/// <summary>A secret that a source has yet to be asked for.</summary>
/// <param name="Keys">Where it stands under <c>secrets</c>: group, name, and deeper.</param>
/// <param name="Declaration">Its declaration.</param>
public sealed record PendingSecret(ImmutableArray<string> Keys, DataObject Declaration)
{
    /// <summary>Where it stands in the document, such as <c>$.secrets.db.password</c>.</summary>
    public string Path => "$.secrets." + string.Join('.', Keys);
}
