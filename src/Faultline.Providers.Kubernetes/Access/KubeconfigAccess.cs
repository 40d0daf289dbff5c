using System.Collections.Immutable;
using Faultline.Abstractions.Data;

namespace Faultline.Providers.Kubernetes.Access;

/// <summary>A context of a kubeconfig to an access.</summary>
internal sealed class KubeconfigAccess(Kubeconfig config, KubeconfigCredentials credentials)
{
    /// <exception cref="ClusterAccessException">The context, its cluster or its user is missing or malformed.</exception>
    public ResolvedAccess Resolve(KeyLookup keys, string ns)
    {
        var context = Context(keys);
        var cluster = Referred(context, "cluster", config.Clusters) ?? throw Lacks(context, "cluster");
        var user = Referred(context, "user", config.Users);
        var server =
            cluster.Text("server")
            ?? throw new ClusterAccessException(
                $"The cluster '{cluster.Name}' has no 'server' ({cluster.Place("server")}). Add the address of its API server."
            );
        var address = ServerAddress.Parse(server, $"'server' at {cluster.Place("server")}");
        var tls = Tls(cluster);
        var (credential, kind) = user is null ? (FixedCredential.None, "no credentials") : credentials.Create(user, cluster);
        var certificate = user is null ? null : KubeconfigCredentials.Certificate(user);
        if (certificate is not null)
        {
            tls = tls with { ClientCertificate = certificate };
        }

        var impersonation = user is null ? [] : KubeconfigCredentials.Impersonation(user);
        var title = $"context '{context.Name}' of {config.Title}";
        var who = user is null ? "nobody" : $"user '{user.Name}'";
        return new ResolvedAccess
        {
            Description = new ClusterAccess
            {
                Branch = AccessBranch.Kubeconfig,
                Source = title,
                Server = ServerAddress.Show(address),
                Identity = Identity(who, kind, certificate is not null, impersonation),
                Context = context.Name,
                Namespace = ns,
                VerifiesServer = address.Scheme == "https" && !tls.SkipVerification,
            },
            Server = address,
            Tls = tls,
            Proxy = cluster.Text("proxy-url") is { } proxy
                ? ProxyAddress.Parse(proxy, $"'proxy-url' at {cluster.Place("proxy-url")}")
                : null,
            Credential = credential,
            Impersonation = impersonation,
            LogInAgain = user is null
                ? $"Name a user in the context '{context.Name}'."
                : $"Log in to the cluster again, or correct the user '{user.Name}' in '{user.File}'.",
            Fingerprint = Fingerprint.Of(
                context.Name,
                cluster.Value.ToString(),
                cluster.File,
                user?.Value.ToString(),
                user?.File,
                Thumbprints(tls.Authorities),
                Thumbprints(tls.ClientCertificate)
            ),
        };
    }

    private static string Identity(string who, string kind, bool hasCertificate, ImmutableArray<KeyValuePair<string, string>> impersonation)
    {
        var how = (hasCertificate, kind) switch
        {
            (true, "no credentials") => "client certificate",
            (true, _) => "client certificate and " + kind,
            _ => kind,
        };
        var acting = impersonation.IsEmpty ? "" : $", acting as '{impersonation[0].Value}'";
        return $"{who} ({how}){acting}";
    }

    private static string Thumbprints(System.Security.Cryptography.X509Certificates.X509Certificate2Collection? certificates) =>
        string.Join(",", certificates?.Select(certificate => certificate.Thumbprint) ?? []);

    private KubeconfigEntry Context(KeyLookup keys)
    {
        var wanted = keys["KUBERNETES_CONTEXT"];
        var name =
            wanted
            ?? config.CurrentContext
            ?? throw new ClusterAccessException(
                $"The {config.Title} has no current-context, and KUBERNETES_CONTEXT is not set. Set it to one of: {Names(config.Contexts)}."
            );
        var origin = wanted is null ? "current-context" : "KUBERNETES_CONTEXT in " + keys.PlaceOf("KUBERNETES_CONTEXT");
        return Find(config.Contexts, name)
            ?? throw new ClusterAccessException(
                $"There is no context '{name}' ({origin}) in {config.Title}. Set KUBERNETES_CONTEXT to one of: {Names(config.Contexts)}."
            );
    }

    private KubeconfigEntry? Referred(KubeconfigEntry context, string kind, ImmutableArray<KubeconfigEntry> entries) =>
        context.Text(kind) is not { } name
            ? null
            : Find(entries, name)
                ?? throw new ClusterAccessException(
                    $"The context '{context.Name}' names the {kind} '{name}' ({context.Place(kind)}), which is not in {config.Title}. "
                        + $"There: {Names(entries)}."
                );

    private static ClusterAccessException Lacks(KubeconfigEntry context, string kind) =>
        new($"The context '{context.Name}' names no {kind} ({context.Place(kind)}). Add one.");

    private static KubeconfigEntry? Find(ImmutableArray<KubeconfigEntry> entries, string name) =>
        entries.FirstOrDefault(entry => string.Equals(entry.Name, name, StringComparison.Ordinal));

    private static string Names(ImmutableArray<KubeconfigEntry> entries) =>
        entries.IsEmpty ? "(none)" : string.Join(", ", entries.Select(entry => $"'{entry.Name}'"));

    private static TlsSettings Tls(KubeconfigEntry cluster) =>
        new()
        {
            Authorities = cluster.Pem("certificate-authority")?.Certificates(),
            SkipVerification = cluster.Value["insecure-skip-tls-verify"] switch
            {
                null or DataNull => false,
                DataBoolean flag => flag.Value,
                _ => throw new ClusterAccessException(
                    $"'insecure-skip-tls-verify' at {cluster.Place("insecure-skip-tls-verify")} should be true or false."
                ),
            },
            ServerName = cluster.Text("tls-server-name"),
        };
}
