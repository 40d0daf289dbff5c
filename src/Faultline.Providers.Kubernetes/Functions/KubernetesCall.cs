using Faultline.Abstractions.Data;
using Faultline.Abstractions.Functions;
using Faultline.Providers.Kubernetes.Changes;
using Faultline.Providers.Kubernetes.Client;

namespace Faultline.Providers.Kubernetes.Functions;

/// <summary>One call of a function, with all it may use.</summary>
internal sealed class KubernetesCall(FunctionCall call, KubernetesClient cluster, string defaultNamespace) : IFunctionContext
{
    private readonly List<string> _warnings = [];

    /// <summary>To look with; what changes something goes by way of <see cref="Changes"/>.</summary>
    public KubernetesClient Cluster => cluster;

    /// <summary>The only way to change something: what it was is written down first.</summary>
    public RecordedChanges Changes => field ??= new RecordedChanges(Cluster, call.Changes, Reach(), Own, AllowsProtectedNamespaces);

    /// <summary>How the cluster is found again by whoever undoes a change.</summary>
    public required Func<ClusterReach> Reach { get; init; }

    /// <summary>What has been changed so far.</summary>
    public required OwnChanges Own { get; init; }

    public required Random Random { get; init; }

    public required bool AllowsProtectedNamespaces { get; init; }

    /// <summary>Whether the activity says which results it accepts.</summary>
    public bool HasTolerance => call.HasTolerance;

    /// <summary>What the user should know besides.</summary>
    public IReadOnlyList<string> Warnings => _warnings;

    /// <summary>The arguments as they were given.</summary>
    public DataObject Arguments => call.Arguments;

    /// <summary>The namespace to look at.</summary>
    public string Namespace => call.Arguments.Text(NamespaceName.Argument) ?? defaultNamespace;

    public void Warn(string message) => _warnings.Add(message);

    /// <summary>Waits until objects are in some state.</summary>
    public ObjectWatch Watch => new(Cluster);
}
