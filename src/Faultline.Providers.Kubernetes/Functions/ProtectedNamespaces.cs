namespace Faultline.Providers.Kubernetes.Functions;

/// <summary>The namespaces that the cluster itself lives in.</summary>
internal static class ProtectedNamespaces
{
    /// <summary>What to say to an action in the namespace; null where it may go on.</summary>
    public static string? Refusal(string ns, bool allowed) =>
        allowed || ns is not ("kube-system" or "kube-public" or "kube-node-lease")
            ? null
            : $"the namespace '{ns}' is protected, since the cluster itself depends on it. {Remedy}";

    public const string Remedy = "If you mean it, set FAULTLINE_ALLOW_PROTECTED_NAMESPACES=true in the environment.";
}
