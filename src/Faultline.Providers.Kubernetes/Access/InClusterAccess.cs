namespace Faultline.Providers.Kubernetes.Access;

/// <summary>The service account that is mounted into a pod to an access.</summary>
internal static class InClusterAccess
{
    /// <summary>Where Kubernetes mounts it.</summary>
    public const string Folder = "/var/run/secrets/kubernetes.io/serviceaccount";

    /// <summary>Whether we seem to run in a pod with a service account.</summary>
    public static bool IsMounted(KeyLookup keys, string folder) =>
        keys.Variable("KUBERNETES_SERVICE_HOST") is not null && File.Exists(Path.Combine(folder, "token"));

    /// <exception cref="ClusterAccessException">Something that Kubernetes puts into a pod is missing.</exception>
    public static ResolvedAccess Resolve(KeyLookup keys, string folder, string ns)
    {
        var host = keys.Variable("KUBERNETES_SERVICE_HOST") ?? throw Lacks("the variable KUBERNETES_SERVICE_HOST");
        var port = keys.Variable("KUBERNETES_SERVICE_PORT") ?? "443";
        var token = Path.Combine(folder, "token");
        if (!File.Exists(token))
        {
            throw Lacks($"the file '{token}'");
        }

        var name = host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host;
        var server = ServerAddress.Parse($"https://{name}:{port}", "KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT");
        var authorities = PemText.FromFile(Path.Combine(folder, "ca.crt"), "the service account's").Certificates();
        return new ResolvedAccess
        {
            Description = new ClusterAccess
            {
                Branch = AccessBranch.InCluster,
                Source = "the service account of this pod",
                Server = ServerAddress.Show(server),
                Identity = "the pod's service account (token file)",
                Namespace = ns,
                VerifiesServer = true,
            },
            Server = server,
            Tls = new TlsSettings { Authorities = authorities },
            Credential = new TokenFileCredential(token, "the service account's"),
            LogInAgain = "Check that the pod's service account still exists.",
            Fingerprint = Fingerprint.Of(server.ToString(), token, authorities[0].Thumbprint),
        };
    }

    private static ClusterAccessException Lacks(string what) =>
        new(
            $"CHAOSTOOLKIT_IN_POD is 'true', but {what} is missing. Run in a pod with a mounted service account, or unset CHAOSTOOLKIT_IN_POD "
                + "and set KUBECONFIG."
        );
}
