using Faultline.Abstractions;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Faults;
using Faultline.Linux.Processes;
using Faultline.Providers.Kubernetes.Access;
using Faultline.Providers.Kubernetes.Changes;
using Faultline.Providers.Kubernetes.Client;

namespace Faultline.Providers.Kubernetes.Reversing;

/// <summary>
/// Undoes what the functions change in a cluster, in any process: what was made is deleted, what was deleted is made again, what was
/// changed gets its former values; each only as far as it still is as the change left it.
/// </summary>
public sealed class KubernetesReversal : IReversal
{
    /// <summary>The name under which records ask for it.</summary>
    public const string FullName = "kubernetes.change";

    private readonly IEnvironment _environment;
    private readonly ProcessStarter _starter;
    private readonly TimeProvider _time;
    private readonly string _serviceAccountFolder;

    /// <summary>The reversal; nothing is read or contacted before a record is undone.</summary>
    /// <param name="environment">Where credentials are looked up that nobody has kept.</param>
    /// <param name="starter">Starts the exec plugins of kubeconfigs.</param>
    /// <param name="time">The clock of deadlines and expiries.</param>
    public KubernetesReversal(IEnvironment environment, ProcessStarter starter, TimeProvider time)
        : this(environment, starter, time, InClusterAccess.Folder) { }

    internal KubernetesReversal(IEnvironment environment, ProcessStarter starter, TimeProvider time, string serviceAccountFolder) =>
        (_environment, _starter, _time, _serviceAccountFolder) = (environment, starter, time, serviceAccountFolder);

    /// <inheritdoc/>
    public string Name => FullName;

    /// <inheritdoc/>
    public async Task<RevertResult> RevertAsync(UndoRecord record, DataObject secrets, CancellationToken stop)
    {
        if (RecordedChange.Read(record, secrets) is not { } change)
        {
            return new RevertResult(RevertState.Failed, $"the record of '{record.What}' does not say what was changed");
        }

        try
        {
            using var client = Open(change, secrets);
            return await RevertAsync(change, client, stop);
        }
        catch (Exception e) when (e is KubernetesException or ClusterAccessException)
        {
            return new RevertResult(RevertState.Failed, e.Message.TrimEnd('.'));
        }
    }

    private async Task<RevertResult> RevertAsync(RecordedChange change, KubernetesClient client, CancellationToken stop)
    {
        var undoing = new ChangeReversal(change, client);
        var result = await undoing.RunAsync(stop);
        if (result.State != RevertState.NothingToRevert || change.IsMade)
        {
            return result;
        }

        // The request of a process that died may still be on its way.
        await Task.Delay(ChangeReversal.OnItsWay, _time, stop);
        return await undoing.RunAsync(stop);
    }

    private KubernetesClient Open(RecordedChange change, DataObject secrets)
    {
        var environment = ClusterReach.EnvironmentOf(change.Reach, secrets, _environment);
        var credentials = new KubeconfigCredentials(new ExecPluginRunner(_starter, environment, _time), _time);
        var access = new AccessResolver(environment, credentials, _serviceAccountFolder).Resolve(ClusterReach.ActivityOf(secrets));
        return ClusterReach.ServerOf(change.Reach) is { } server && server != access.Description.Server
            ? throw new ClusterAccessException(
                $"the change was made in the cluster at '{server}', and {access.Description.Source} leads to '{access.Description.Server}' now. "
                    + "Set KUBECONFIG and KUBERNETES_CONTEXT to the cluster that it was made in."
            )
            : new KubernetesClient(access, ClusterConnection.Open(access, environment), _time);
    }
}
