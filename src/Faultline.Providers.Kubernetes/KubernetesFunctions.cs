using System.Diagnostics.CodeAnalysis;
using Faultline.Abstractions;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Functions;
using Faultline.Linux.Processes;
using Faultline.Providers.Kubernetes.Access;
using Faultline.Providers.Kubernetes.Client;
using Faultline.Providers.Kubernetes.Functions;
using Faultline.Providers.Kubernetes.Targets;

namespace Faultline.Providers.Kubernetes;

/// <summary>The native Kubernetes functions. They share connections and log-ins, which end with this object.</summary>
public sealed class KubernetesFunctions : IFunctionSource, IDisposable
{
    private readonly AccessResolver _resolver;
    private readonly KubernetesClients _clients;
    private readonly FunctionPlanner _planner;
    private readonly Random _random;
    private readonly IFunctionSource _withoutCluster = FunctionTables.FunctionCall.Bind(call => call);

    /// <summary>The functions; nothing is read or contacted before one is called.</summary>
    /// <param name="environment">Where KUBECONFIG, KUBERNETES_… and the proxies are looked up.</param>
    /// <param name="starter">Starts the exec plugins of kubeconfigs.</param>
    /// <param name="time">The clock of deadlines and expiries.</param>
    /// <param name="random">Chooses pods where an experiment asks for chance.</param>
    public KubernetesFunctions(IEnvironment environment, ProcessStarter starter, TimeProvider time, Random random)
        : this(environment, starter, time, random, InClusterAccess.Folder) { }

    internal KubernetesFunctions(
        IEnvironment environment,
        ProcessStarter starter,
        TimeProvider time,
        Random random,
        string serviceAccountFolder
    )
    {
        var credentials = new KubeconfigCredentials(new ExecPluginRunner(starter, environment, time), time);
        _resolver = new AccessResolver(environment, credentials, serviceAccountFolder);
        _clients = new KubernetesClients(_resolver, environment, time);
        _planner = new FunctionPlanner(_resolver, environment, time);
        _random = random;
    }

    /// <summary>The full name of every function.</summary>
    public static IReadOnlyList<string> AllNames => [.. FunctionTables.KubernetesCall.Names, .. FunctionTables.FunctionCall.Names];

    /// <inheritdoc/>
    public IReadOnlyList<string> Names => field ??= AllNames;

    /// <summary>Every function.</summary>
    public IReadOnlyList<IFunction> All => [.. Names.Select(name => TryFind(name, out var function) ? function : null).OfType<IFunction>()];

    /// <inheritdoc/>
    public bool TryFind(string fullName, [NotNullWhen(true)] out IFunction? function)
    {
        if (FunctionTables.KubernetesCall.Find(fullName) is not { } method)
        {
            return _withoutCluster.TryFind(fullName, out function);
        }

        function = new KubernetesFunction(_clients, _random, method) { Planner = _planner };
        return true;
    }

    /// <summary>Which cluster a call with these secrets would talk to, and as whom. Files are read; nothing is contacted or run.</summary>
    /// <param name="secrets">The secrets of the activity: names and values.</param>
    /// <exception cref="ClusterAccessException">It would find none.</exception>
    public ClusterAccess AccessFor(DataObject secrets) => _resolver.Resolve(secrets).Description;

    /// <inheritdoc/>
    public void Dispose()
    {
        _clients.Dispose();
        _planner.Dispose();
    }
}
