using System.Collections.Immutable;
using Faultline.Abstractions;
using Faultline.Abstractions.Data;

namespace Faultline.Providers.Kubernetes.Access;

/// <summary>
/// Finds the cluster of a call: a kubeconfig that exists; else CHAOSTOOLKIT_IN_POD; else KUBERNETES_HOST; else a mounted service
/// account; else the reference's default. A kubeconfig or a context that was asked for and is missing never leads on to an
/// access that nobody asked for.
/// </summary>
internal sealed class AccessResolver(IEnvironment environment, KubeconfigCredentials credentials, string serviceAccountFolder)
{
    /// <exception cref="ClusterAccessException">No access can be made of what is there.</exception>
    public ResolvedAccess Resolve(DataObject secrets)
    {
        var keys = new KeyLookup(secrets, environment);
        var ns = Namespace(secrets);
        var candidates = KubeconfigReader.Candidates(keys);
        var files = candidates.Where(File.Exists).ToImmutableArray();
        if (!files.IsEmpty)
        {
            return new KubeconfigAccess(KubeconfigReader.Read(files), credentials).Resolve(keys, ns);
        }

        if (environment.Get("CHAOSTOOLKIT_IN_POD") == "true")
        {
            return InClusterAccess.Resolve(keys, serviceAccountFolder, ns);
        }

        if (keys["KUBERNETES_HOST"] is not null)
        {
            return ExplicitAccess.Resolve(keys, ns);
        }

        RefuseToGuess(keys, candidates);
        return InClusterAccess.IsMounted(keys, serviceAccountFolder)
            ? InClusterAccess.Resolve(keys, serviceAccountFolder, ns)
            : ExplicitAccess.Resolve(keys, ns);
    }

    /// <summary>The namespace of functions without an <c>ns</c> argument.</summary>
    public string Namespace(DataObject secrets) => new KeyLookup(secrets, environment)["KUBERNETES_NAMESPACE"] ?? "default";

    private static void RefuseToGuess(KeyLookup keys, ImmutableArray<string> candidates)
    {
        if (keys["KUBECONFIG"] is not null)
        {
            throw new ClusterAccessException(
                $"KUBECONFIG in {keys.PlaceOf("KUBECONFIG")} names {string.Join(", ", candidates.Select(file => $"'{file}'"))}, which does not exist. "
                    + "Correct the path, or unset KUBECONFIG."
            );
        }

        if (keys["KUBERNETES_CONTEXT"] is { } context)
        {
            throw new ClusterAccessException(
                $"KUBERNETES_CONTEXT in {keys.PlaceOf("KUBERNETES_CONTEXT")} is '{context}', but there is no kubeconfig to find it in "
                    + $"({string.Join(", ", candidates.Select(file => $"'{file}'").DefaultIfEmpty("HOME is not set"))}). Set KUBECONFIG to its path."
            );
        }
    }
}
