using Faultline.Providers.Kubernetes.Client;

namespace Faultline.Providers.Kubernetes.Changes;

/// <summary>What a person would type to bring something back.</summary>
internal static class Undoing
{
    /// <summary>Of a creation.</summary>
    public static string Delete(ResourceType type, string? ns, string name) => $"kubectl{In(ns)} delete {type.KubectlName} {Quoted(name)}";

    /// <summary>Of a deletion.</summary>
    public static string Recreate(ResourceType type, string? ns) =>
        Manifest.IsSecret(type) ? "create it again from your own copy: what a Secret holds is not written down here"
        : type.Kind == "Namespace" ? "kubectl create -f FILE, with 'before' as the file; what stood in the namespace does not come back"
        : $"kubectl{In(ns)} create -f FILE, with 'before' as the file";

    /// <summary>Of a change.</summary>
    public static string Replace(ResourceType type, string? ns) =>
        Manifest.IsSecret(type)
            ? "apply your own copy again: what a Secret holds is not written down here"
            : $"kubectl{In(ns)} replace -f FILE, with 'before' as the file";

    public static string Scale(ResourceType type, string ns, string name, long replicas) =>
        $"kubectl{In(ns)} scale {type.KubectlName} {Quoted(name)} --replicas={replicas}";

    private static string In(string? ns) => ns is null ? "" : $" --namespace {Quoted(ns)}";

    // Names of objects are mostly plain words; those of some kinds may hold a colon, and none a quote.
    private static string Quoted(string name) =>
        name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_')
            ? name
            : $"'{name.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
