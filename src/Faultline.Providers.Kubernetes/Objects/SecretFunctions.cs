using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Functions;
using Faultline.Providers.Kubernetes.Client;
using Faultline.Providers.Kubernetes.Functions;

namespace Faultline.Providers.Kubernetes.Objects;

/// <summary>The functions on secrets. What a Secret holds is written down nowhere.</summary>
internal static class SecretFunctions
{
    private static readonly ResourceSource Secret = ResourceSources.Of(ResourceType.Secrets);

    /// <summary>Creates the secret of a file.</summary>
    /// <param name="specPath">The file that holds the manifest: .json, .yaml or .yml.</param>
    [Action("chaosk8s.secret.actions", Check = nameof(Check))]
    public static Task CreateSecretAsync(
        KubernetesCall call,
        string specPath,
        [Reads<NamespaceName>] string ns = "default",
        CancellationToken stop = default
    ) => Creation.FromFileAsync(call, Secret, specPath, ns, stop);

    /// <summary>Deletes a secret; since what it holds is not written down, only its owner can create it again.</summary>
    /// <param name="name">The object's name.</param>
    [Action("chaosk8s.secret.actions")]
    public static Task DeleteSecretAsync(
        KubernetesCall call,
        string name,
        [Reads<NamespaceName>] string ns = "default",
        CancellationToken stop = default
    ) => Deletion.ByNameAsync(call, Secret, name, ns, stop);

    /// <summary>Tells whether there is a secret with a name, or with labels.</summary>
    /// <param name="name">Which object: its name; where it is left out, the label selector alone decides.</param>
    /// <param name="labelSelector">Which objects: a label selector, such as 'app=web'.</param>
    [Probe("chaosk8s.secret.probes")]
    [Alias("chaosk8s.probes", "secret_exists")]
    public static Task<bool> SecretExistsAsync(
        KubernetesCall call,
        string? name = null,
        [Reads<NamespaceName>] string ns = "default",
        string? labelSelector = null,
        CancellationToken stop = default
    ) => Existence.AnyAsync(call, ResourceType.Secrets, ns, name, labelSelector, stop);

    internal static IEnumerable<CallProblem> Check(KnownArguments arguments) => ManifestFile.Check(arguments);
}
