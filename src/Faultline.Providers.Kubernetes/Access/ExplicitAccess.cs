namespace Faultline.Providers.Kubernetes.Access;

/// <summary>KUBERNETES_HOST and its companions to an access.</summary>
internal static class ExplicitAccess
{
    private const string DefaultHost = "http://localhost";

    /// <exception cref="ClusterAccessException">A value is malformed, or a file that it names can't be read.</exception>
    public static ResolvedAccess Resolve(KeyLookup keys, string ns)
    {
        var host = keys["KUBERNETES_HOST"];
        var server = ServerAddress.Parse(host ?? DefaultHost, "KUBERNETES_HOST");
        var (credential, certificate, identity, key) = Credential(keys);
        var verify = keys["KUBERNETES_VERIFY_SSL"];
        var tls = new TlsSettings
        {
            Authorities = keys["KUBERNETES_CA_CERT_FILE"] is { } file
                ? PemText.FromFile(file, "KUBERNETES_CA_CERT_FILE").Certificates()
                : null,
            SkipVerification = verify is not null && IsOff(verify),
            ClientCertificate = certificate?.Pem.CertificatesWithKey(certificate.Value.Key),
        };
        return new ResolvedAccess
        {
            Description = new ClusterAccess
            {
                Branch = AccessBranch.Explicit,
                Source = host is null
                    ? "the default, since there is no kubeconfig, no service account and no KUBERNETES_HOST"
                    : "KUBERNETES_HOST in " + keys.PlaceOf("KUBERNETES_HOST"),
                Server = ServerAddress.Show(server),
                Identity = identity,
                Namespace = ns,
                VerifiesServer = server.Scheme == "https" && !tls.SkipVerification,
                Warnings = server.Scheme == "https" && verify is null ? [Unset] : [],
            },
            Server = server,
            Tls = tls,
            Credential = credential,
            WhenUnreachable = host is null
                ? "Set KUBECONFIG to the path of a kubeconfig, or KUBERNETES_HOST to the address of an API server."
                : "Check that the cluster runs, and that KUBERNETES_HOST is right.",
            LogInAgain = key is null ? "Set KUBERNETES_API_KEY, or use a kubeconfig." : $"Set {key} to a value that is valid now.",
            Fingerprint = Fingerprint.Of([
                server.ToString(),
                verify,
                .. credential.Secrets,
                identity,
                keys["KUBERNETES_API_KEY_PREFIX"],
                tls.Authorities?[0].Thumbprint,
                tls.ClientCertificate?[0].Thumbprint,
            ]),
        };
    }

    private static string Unset =>
        "The API server's certificate is verified: KUBERNETES_VERIFY_SSL is not set, which the Chaos Toolkit takes for no. "
        + "Set KUBERNETES_VERIFY_SSL=false to turn verification off.";

    private static bool IsOff(string value) => value.Trim().ToUpperInvariant() is "FALSE" or "0" or "NO" or "OFF";

    private static (ICredential Credential, (PemText Pem, PemText Key)? Certificate, string Identity, string? Key) Credential(
        KeyLookup keys
    )
    {
        if (keys["KUBERNETES_API_KEY"] is { } token)
        {
            var prefix = keys["KUBERNETES_API_KEY_PREFIX"] ?? "Bearer";
            return (FixedCredential.Token(prefix, token, "KUBERNETES_API_KEY"), null, "KUBERNETES_API_KEY (token)", "KUBERNETES_API_KEY");
        }

        if (keys["KUBERNETES_CERT_FILE"] is { } certificate)
        {
            var key =
                keys["KUBERNETES_KEY_FILE"]
                ?? throw new ClusterAccessException(
                    "KUBERNETES_CERT_FILE is set, but KUBERNETES_KEY_FILE is not. Set it to the private key's file."
                );
            var pair = (PemText.FromFile(certificate, "KUBERNETES_CERT_FILE"), PemText.FromFile(key, "KUBERNETES_KEY_FILE"));
            return (FixedCredential.None, pair, "KUBERNETES_CERT_FILE (client certificate)", "KUBERNETES_CERT_FILE");
        }

        return keys["KUBERNETES_USERNAME"] is { } user
            ? (
                FixedCredential.Basic(user, keys["KUBERNETES_PASSWORD"] ?? ""),
                null,
                $"user '{user}' (user name and password)",
                "KUBERNETES_PASSWORD"
            )
            : (FixedCredential.None, null, "nobody (no credentials)", null);
    }
}
