using Faultline.Abstractions;
using Faultline.Abstractions.Data;

namespace Faultline.Providers.Kubernetes.Access;

/// <summary>The <c>KUBERNETES_…</c> keys: the secrets of the activity first, then the environment. An empty value counts as none.</summary>
internal sealed class KeyLookup(DataObject secrets, IEnvironment environment)
{
    public string? this[string key] => Secret(key) ?? Variable(key);

    /// <summary>Where the value of a key stands, for messages.</summary>
    public string PlaceOf(string key) => Secret(key) is null ? "the environment" : "the secrets of the activity";

    private string? Secret(string key) =>
        secrets[key] is { } node and not DataNull && PythonText.Str(node) is { Length: > 0 } text ? text : null;

    /// <summary>A variable of the environment alone.</summary>
    public string? Variable(string name) => environment.Get(name) is { Length: > 0 } value ? value : null;
}
