using System.Collections.Immutable;
using Faultline.Abstractions;
using Faultline.Abstractions.Data;
using Faultline.Providers.Kubernetes.Access;

namespace Faultline.Providers.Kubernetes.Changes;

/// <summary>How a cluster is found again by another process: what may be written down, and what may not.</summary>
/// <param name="Reach">The server's address and the variables that lead to it; no secret.</param>
/// <param name="Secrets">Tokens, passwords and the environment of log-in programs.</param>
internal sealed record ClusterReach(DataObject Reach, DataObject Secrets)
{
    private const string Server = "server";
    private const string Variables = "variables";
    private const string Environment = "environment";
    private const string Activity = "activity";

    // What stands in place of a secret in whatever is written down.
    private const string Mask = "*****";

    private static readonly ImmutableArray<string> Open =
    [
        "CHAOSTOOLKIT_IN_POD",
        "KUBERNETES_SERVICE_HOST",
        "KUBERNETES_SERVICE_PORT",
        "KUBERNETES_CA_CERT_FILE",
        "KUBERNETES_CERT_FILE",
        "KUBERNETES_KEY_FILE",
        "KUBERNETES_VERIFY_SSL",
        "KUBERNETES_USERNAME",
        "KUBERNETES_API_KEY_PREFIX",
    ];

    private static readonly ImmutableArray<string> Files = ["KUBERNETES_CA_CERT_FILE", "KUBERNETES_CERT_FILE", "KUBERNETES_KEY_FILE"];

    /// <summary>Of an access that is in use.</summary>
    /// <param name="secrets">The secrets of the call.</param>
    /// <param name="environment">The environment that it was found in.</param>
    /// <param name="access">What was found.</param>
    /// <param name="runsProgram">Whether a program is run to log in, which sees the whole environment.</param>
    public static ClusterReach Of(DataObject secrets, IEnvironment environment, ClusterAccess access, bool runsProgram)
    {
        var keys = new KeyLookup(secrets, environment);
        var open = new List<DataMember>();
        if (access.Branch == AccessBranch.Kubeconfig)
        {
            open.Add(new("KUBECONFIG", string.Join(':', KubeconfigReader.Candidates(keys).Select(Path.GetFullPath))));
            open.Add(new("KUBERNETES_CONTEXT", access.Context ?? ""));
        }
        else
        {
            // No kubeconfig was there; one that is by then would lead elsewhere.
            open.AddRange([new("KUBECONFIG", ""), new("HOME", "")]);
            open.AddRange(Open.Where(key => keys[key] is not null).Select(key => new DataMember(key, Absolute(key, keys[key]!))));
            open.AddRange(access.Branch == AccessBranch.Explicit ? [new("KUBERNETES_HOST", access.Server)] : []);
        }

        return new ClusterReach(
            DataObject.Of((Server, access.Server), (Variables, new DataObject(open))),
            DataObject.Of(
                (
                    Environment,
                    new DataObject(
                        environment
                            .All.Where(pair => runsProgram || IsNeeded(pair.Key))
                            .OrderBy(pair => pair.Key, StringComparer.Ordinal)
                            .Select(pair => new DataMember(pair.Key, pair.Value))
                    )
                ),
                (Activity, new DataObject(secrets.Members.Where(member => IsNeeded(member.Key))))
            )
        );
    }

    /// <summary>The address that it led to; null where that may not be written down.</summary>
    public static string? ServerOf(DataObject reach) => Known(reach.Text(Server));

    /// <summary>The environment in which the cluster is found again.</summary>
    /// <param name="reach">What was written down.</param>
    /// <param name="secrets">What was kept in memory; empty where nothing was.</param>
    /// <param name="own">The environment of this process, where there is nothing better.</param>
    public static IEnvironment EnvironmentOf(DataObject reach, DataObject secrets, IEnvironment own)
    {
        var kept = secrets[Environment] is DataObject all
            ? new ProcessEnvironment(Texts(all).ToDictionary(StringComparer.Ordinal))
            : new ProcessEnvironment(own.All);
        return kept.With(Texts(reach[Variables] as DataObject ?? DataObject.Empty).Where(pair => Known(pair.Value) is not null));
    }

    /// <summary>The secrets of the call, as far as they are known.</summary>
    public static DataObject ActivityOf(DataObject secrets) => secrets[Activity] as DataObject ?? DataObject.Empty;

    /// <summary>Whether something in a value was left out since it is secret.</summary>
    public static bool IsMasked(DataNode? value) =>
        value switch
        {
            DataString text => Known(text.Value) is null,
            DataArray list => list.Items.Any(IsMasked),
            DataObject mapping => mapping.Members.Any(member => IsMasked(member.Value)),
            _ => false,
        };

    private static string? Known(string? text) => text is null || text.Contains(Mask, StringComparison.Ordinal) ? null : text;

    private static bool IsNeeded(string key) =>
        key.StartsWith("KUBE", StringComparison.Ordinal)
        || key is "HOME" or "PATH" or "CHAOSTOOLKIT_IN_POD"
        || key.EndsWith("_PROXY", StringComparison.OrdinalIgnoreCase);

    private static string Absolute(string key, string value) => Files.Contains(key) ? Path.GetFullPath(value) : value;

    private static IEnumerable<KeyValuePair<string, string>> Texts(DataObject members) =>
        members.Members.Select(member => KeyValuePair.Create(member.Key, (member.Value as DataString)?.Value ?? ""));
}
