using System.Collections.Immutable;

namespace Faultline.Providers.Kubernetes.Access;

/// <summary>Which cluster is talked to, as whom, and why: what a plan shows. It holds no secret.</summary>
public sealed record ClusterAccess
{
    /// <summary>Which of the ways to find a cluster was taken.</summary>
    public required AccessBranch Branch { get; init; }

    /// <summary>Where that was found, such as <c>context 'prod' of kubeconfig '/home/me/.kube/config'</c>.</summary>
    public required string Source { get; init; }

    /// <summary>The address of the API server, without user name, password and query.</summary>
    public required string Server { get; init; }

    /// <summary>As whom, and by what kind of credential, such as <c>user 'alice' (client certificate)</c>.</summary>
    public required string Identity { get; init; }

    /// <summary>The kubeconfig context; null in the other branches.</summary>
    public string? Context { get; init; }

    /// <summary>The namespace of functions without an <c>ns</c> argument.</summary>
    public required string Namespace { get; init; }

    /// <summary>Whether the server has to prove who it is; false also where the connection is not encrypted.</summary>
    public required bool VerifiesServer { get; init; }

    /// <summary>What the user should know about this access.</summary>
    public ImmutableArray<string> Warnings { get; init; } = [];
}
