using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Functions;
using Faultline.Providers.Kubernetes.Client;
using Faultline.Providers.Kubernetes.Functions;

namespace Faultline.Providers.Kubernetes.Objects;

/// <summary>The functions on namespaces.</summary>
internal static class NamespaceFunctions
{
    private const string Neither = "You need to either specify name or spec_path";

    /// <summary>Creates a namespace, by its name alone or from a file.</summary>
    /// <param name="name">The namespace's name; not looked at where spec_path is given.</param>
    /// <param name="specPath">The file that holds the manifest: .json, .yaml or .yml.</param>
    [Action("chaosk8s.namespace.actions", Check = nameof(Check))]
    public static async Task CreateNamespaceAsync(
        KubernetesCall call,
        string? name = null,
        string? specPath = null,
        CancellationToken stop = default
    )
    {
        var manifest =
            !string.IsNullOrEmpty(specPath) ? await ManifestFile.ReadAsync(specPath, stop)
            : !string.IsNullOrEmpty(name) ? DataObject.Of(("metadata", DataObject.Of(("name", name))))
            : throw new KubernetesException(Neither);
        await Creation.CreateAsync(call, ResourceType.Namespaces, null, manifest, stop);
    }

    /// <summary>Deletes a namespace with everything in it, which does not come back.</summary>
    /// <param name="name">The object's name.</param>
    [Action("chaosk8s.namespace.actions", Check = nameof(CheckProtected))]
    public static Task DeleteNamespaceAsync(KubernetesCall call, string name, CancellationToken stop) =>
        call.Changes.DeleteAsync(ResourceType.Namespaces, null, name, stop);

    /// <summary>Tells whether there is a namespace.</summary>
    /// <param name="name">The object's name.</param>
    [Probe("chaosk8s.namespace.probes")]
    public static async Task<bool> NamespaceExistsAsync(KubernetesCall call, string name, CancellationToken stop) =>
        await call.Cluster.FindAsync(ResourceType.Namespaces, null, name, stop) is not null;

    internal static IEnumerable<CallProblem> Check(KnownArguments arguments)
    {
        var isGiven = Selectors.IsGiven(arguments.Value("name")) || Selectors.IsGiven(arguments.Value("spec_path"));
        return isGiven || arguments.IsOpen("name") || arguments.IsOpen("spec_path")
            ? ManifestFile.Check(arguments)
            : [arguments.Error(null, Neither, "give one of them")];
    }

    internal static IEnumerable<CallProblem> CheckProtected(KnownArguments arguments)
    {
        if (arguments.TryGet("name", out string? name) && name is not null && ProtectedNamespaces.Refusal(name, allowed: false) is not null)
        {
            yield return arguments.Warning("name", $"the namespace '{name}' is protected", ProtectedNamespaces.Remedy);
        }
    }
}
