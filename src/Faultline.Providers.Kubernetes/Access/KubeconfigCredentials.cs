using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;
using Faultline.Abstractions.Data;

namespace Faultline.Providers.Kubernetes.Access;

/// <summary>A user of a kubeconfig to a credential.</summary>
internal sealed class KubeconfigCredentials(ExecPluginRunner runner, TimeProvider time)
{
    /// <summary>The credential and what to call it. A client certificate is separate from it: it may come with any of them.</summary>
    public (ICredential Credential, string Kind) Create(KubeconfigEntry user, KubeconfigEntry cluster)
    {
        if (user.Text("tokenFile") is { } file)
        {
            return (new TokenFileCredential(user.Resolve(file), $"tokenFile at {user.Place("tokenFile")}"), "token file");
        }

        if (user.Text("token") is { } token)
        {
            return (FixedCredential.Token("Bearer", token, $"The token at {user.Place("token")}"), "token");
        }

        if (user.Text("username") is { } name)
        {
            return (FixedCredential.Basic(name, user.Text("password") ?? ""), "user name and password");
        }

        if (user.Value["exec"] is DataObject exec)
        {
            var plugin = ExecPlugin.Read(user, exec, cluster);
            return (new ExecCredential(plugin, runner, time), $"exec plugin '{plugin.Command}'");
        }

        return user.Value["auth-provider"] is DataObject provider
            ? throw new ClusterAccessException(
                $"The user '{user.Name}' relies on the auth-provider '{provider.Text("name")}' ({user.Place("auth-provider")}), which "
                    + "Kubernetes has removed. Let your cloud's tool write the kubeconfig again: it will name an exec plugin."
            )
            : (FixedCredential.None, "no credentials");
    }

    public static X509Certificate2Collection? Certificate(KubeconfigEntry user)
    {
        var (certificate, key) = (user.Pem("client-certificate"), user.Pem("client-key"));
        return (certificate, key) switch
        {
            (null, null) => null,
            (not null, not null) => certificate.CertificatesWithKey(key),
            _ => throw new ClusterAccessException(
                $"The user '{user.Name}' in '{user.File}' has a client {(key is null ? "certificate without its key" : "key without its certificate")}. "
                    + "Add 'client-certificate' and 'client-key', or the same with '-data'."
            ),
        };
    }

    /// <summary>Left out silently, these would let us do more than the kubeconfig allows.</summary>
    public static ImmutableArray<KeyValuePair<string, string>> Impersonation(KubeconfigEntry user)
    {
        var headers = ImmutableArray.CreateBuilder<KeyValuePair<string, string>>();
        if (user.Text("as") is not { } name)
        {
            return user.Value.Members.FirstOrDefault(member => member.Key is "as-uid" or "as-groups" or "as-user-extra") is { Key: { } key }
                ? throw new ClusterAccessException(
                    $"The user '{user.Name}' has '{key}' but no 'as' ({user.Place(key)}). Add whom to act as."
                )
                : [];
        }

        Add("Impersonate-User", name, "as");
        if (user.Text("as-uid") is { } id)
        {
            Add("Impersonate-Uid", id, "as-uid");
        }

        if (Only("as-groups", user.Value["as-groups"]) is { } group)
        {
            Add("Impersonate-Group", group, "as-groups");
        }

        foreach (var extra in (user.Value["as-user-extra"] as DataObject)?.Members ?? [])
        {
            if (Only("as-user-extra", extra.Value) is { } value)
            {
                Add("Impersonate-Extra-" + Uri.EscapeDataString(extra.Key), value, "as-user-extra");
            }
        }

        return headers.DrainToImmutable();

        // The runtime joins values of one header with commas, and Kubernetes would read that as one strange name.
        string? Only(string key, DataNode? list) =>
            (list as DataArray)?.Items is { Length: > 1 }
                ? throw new ClusterAccessException(
                    $"The user '{user.Name}' has more than one value under '{key}' ({user.Place(key)}), which is not supported. Keep one."
                )
                : KubeconfigEntry.TextOf((list as DataArray)?.Items.FirstOrDefault());

        void Add(string header, string value, string key) =>
            headers.Add(new(header, HeaderText.Check(value, $"'{key}' at {user.Place(key)}")));
    }
}
