using System.Security.Cryptography;
using Faultline.Abstractions.Data;
using Faultline.Lab.Api;
using Faultline.Lab.Networking;
using Faultline.Lab.Objects;
using Faultline.Lab.Streaming;
using Faultline.Lab.Workloads;
using Faultline.Linux.Processes;

namespace Faultline.Lab;

/// <summary>What a lab is put together from: the only place where its parts meet.</summary>
internal sealed class LabParts : IAsyncDisposable
{
    private readonly TimeProvider _time;
    private readonly LoopbackNetwork _network;
    private readonly Admission _admission;
    private readonly Removal _removal;
    private readonly Kubelet _kubelet;
    private readonly ReplicaSetController _replicaSets;
    private readonly ChangeLoop _namespaces;

    public LabParts(LabFile file, LabOptions options, ProcessStarter starter, TimeProvider time)
    {
        _time = time;
        _network = LoopbackNetwork.Take();
        Store = new ObjectStore(time, IdSource.Uid);
        var ids = new IdSource(file.Seed ?? RandomNumberGenerator.GetInt32(int.MaxValue));
        _admission = new Admission(Store, _network, ids, file.NoEndpoint);
        _removal = new Removal(Store, time);
        Services = new ServiceController(Store);
        Status = new LabStatusView(file.Name, Store, Services);
        var run = new PodRunContext
        {
            Store = Store,
            Starter = starter,
            Launch = new ContainerLaunch(file, options.Environment.All, new ServiceDirectory(Store)),
            NodeIp = _network.Node.ToString(),
            RestartDelay = file.RestartDelay,
            Time = time,
        };
        _kubelet = new Kubelet(run, options.StopGrace);
        _replicaSets = new ReplicaSetController(Store, _admission, file.RestartDelay, time);
        _namespaces = new ChangeLoop(Store, Sweep);
    }

    public ObjectStore Store { get; }

    public ServiceController Services { get; }

    public LabStatusView Status { get; }

    /// <summary>Tasks that end only with the lab, or fail where a part of it did.</summary>
    public IEnumerable<Task> Ended => [_kubelet.Ended, _replicaSets.Ended, Services.Ended, _namespaces.Ended];

    /// <summary>What answers requests.</summary>
    public ApiRequests Requests(ApiAccess access) =>
        new(
            access,
            new ResourceApi(Store, _admission, _removal, Services),
            new WatchStream(Store, _time),
            new PodLogText(_kubelet, _time),
            new TableView(_time),
            new PodStreams(_kubelet, _time)
        );

    /// <summary>Creates the namespaces that every cluster has, and then the objects of the manifests.</summary>
    /// <exception cref="LabException">One of them can't be created.</exception>
    public void Create(IEnumerable<(ResourceKind Kind, DataObject Manifest)> manifests)
    {
        foreach (var name in (string[])["default", "kube-system"])
        {
            _admission.Create(ResourceKinds.Namespace, "", DataObject.Empty.Put(name, "metadata", "name"));
        }

        foreach (var (kind, manifest) in manifests)
        {
            var home = manifest.Namespace();
            try
            {
                _admission.Create(
                    kind,
                    !kind.IsNamespaced ? ""
                        : home.Length == 0 ? "default"
                        : home,
                    manifest
                );
            }
            catch (KubernetesException e)
            {
                throw new LabException($"The manifest of the {kind.Singular} '{manifest.Name()}' can't be used: {e.Message}.");
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // First those who would start new ones.
        await _replicaSets.DisposeAsync();
        await _kubelet.DisposeAsync();
        await Services.DisposeAsync();
        await _namespaces.DisposeAsync();
        _network.Dispose();
    }

    private void Sweep(ObjectChange change)
    {
        if (change.Kind == ChangeKind.Deleted && change.Key.Namespace.Length > 0)
        {
            _removal.Sweep(change.Key.Namespace);
        }
    }
}
