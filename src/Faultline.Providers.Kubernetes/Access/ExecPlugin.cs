using System.Collections.Immutable;
using Faultline.Abstractions.Data;

namespace Faultline.Providers.Kubernetes.Access;

/// <summary>A program that a kubeconfig names to obtain credentials (client.authentication.k8s.io).</summary>
internal sealed class ExecPlugin
{
    private const string Group = "client.authentication.k8s.io/";

    public required string ApiVersion { get; init; }

    /// <summary>The program: a name, or a path that is absolute.</summary>
    public required string Command { get; init; }

    public ImmutableArray<string> Arguments { get; init; } = [];

    /// <summary>Variables besides our own; some hold secrets.</summary>
    public ImmutableArray<KeyValuePair<string, string>> Environment { get; init; } = [];

    /// <summary>What the author of the kubeconfig suggests where the program is missing.</summary>
    public string? InstallHint { get; init; }

    /// <summary>The cluster, where the program wants to know it.</summary>
    public DataObject? Cluster { get; init; }

    /// <summary>Where it is named, for messages.</summary>
    public required string Place { get; init; }

    /// <exception cref="ClusterAccessException">The settings are incomplete, or ask for a person at the terminal.</exception>
    public static ExecPlugin Read(KubeconfigEntry user, DataObject exec, KubeconfigEntry cluster)
    {
        var place = user.Place("exec");
        var version = KubeconfigEntry.TextOf(exec["apiVersion"]);
        if (version is not (Group + "v1" or Group + "v1beta1"))
        {
            throw new ClusterAccessException(
                $"The exec plugin of user '{user.Name}' ({place}) has the apiVersion '{version}'; supported are '{Group}v1' and '{Group}v1beta1'. "
                    + "Update the plugin and write the kubeconfig again."
            );
        }

        if (exec.Text("interactiveMode") == "Always")
        {
            throw new ClusterAccessException(
                $"The exec plugin of user '{user.Name}' ({place}) asks questions at a terminal, which a run has none of. "
                    + "Log in before the run, or use credentials that need no answers."
            );
        }

        return new ExecPlugin
        {
            ApiVersion = version,
            Command = Program(user, exec, place),
            Arguments = [.. Items(exec["args"]).Select(KubeconfigEntry.TextOf).Select(text => text ?? "")],
            Environment =
            [
                .. Items(exec["env"])
                    .OfType<DataObject>()
                    .Select(pair => KeyValuePair.Create(pair.Text("name") ?? "", KubeconfigEntry.TextOf(pair["value"]) ?? ""))
                    .Where(pair => pair.Key.Length > 0),
            ],
            InstallHint = exec.Text("installHint"),
            Cluster = exec["provideClusterInfo"] is DataBoolean { Value: true } ? Describe(cluster) : null,
            Place = place,
        };
    }

    /// <summary>The value of KUBERNETES_EXEC_INFO.</summary>
    public string Info
    {
        get
        {
            var spec = new DataObject([new("interactive", false)]);
            return JsonText.Write(
                new DataObject([
                    new("apiVersion", ApiVersion),
                    new("kind", "ExecCredential"),
                    new("spec", Cluster is null ? spec : spec.With("cluster", Cluster)),
                ]),
                indent: 0
            );
        }
    }

    private static string Program(KubeconfigEntry user, DataObject exec, string place)
    {
        var command =
            exec.Text("command")
            ?? throw new ClusterAccessException($"The exec plugin of user '{user.Name}' ({place}) names no 'command'.");
        return command.Contains('/', StringComparison.Ordinal) ? user.Resolve(command) : command;
    }

    private static ImmutableArray<DataNode> Items(DataNode? list) => (list as DataArray)?.Items ?? [];

    private static DataObject Describe(KubeconfigEntry cluster)
    {
        var described = new DataObject(
            cluster.Value.Members.Where(member => member.Key is "server" or "tls-server-name" or "insecure-skip-tls-verify" or "proxy-url")
        );
        return cluster.Pem("certificate-authority") is { } authority
            ? described.With("certificate-authority-data", Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(authority.Text)))
            : described;
    }
}
