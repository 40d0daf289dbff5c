using System.Security.Cryptography;
using Faultline.Abstractions.Data;
using Faultline.Lab.Api;
using Faultline.Lab.Api.OpenApi;
using Faultline.Lab.Api.Tables;
using Faultline.Lab.Networking;
using Faultline.Lab.Objects;
using Faultline.Lab.Workloads;
using Faultline.Linux.Processes;

namespace Faultline.Lab;

/// <summary>What a lab is put together from: the only place where its parts meet.</summary>
internal sealed class LabParts : IAsyncDisposable
{
    private readonly TimeProvider _time;
    private readonly LoopbackNetwork _network;
    private readonly Admission _admission;
    private readonly KindCatalogue _kinds;
    private readonly Deletions _deletions;
    private readonly GarbageCollector _garbage;
    private readonly DefaultAccounts _accounts;
    private readonly EventExpiry _events;
    private readonly Kubelet _kubelet;
    private readonly ReplicaSetController _replicaSets;

    public LabParts(LabFile file, LabOptions options, ProcessStarter starter, TimeProvider time)
    {
        _time = time;
        _network = LoopbackNetwork.Take();
        Store = new ObjectStore(time, IdSource.Uid);
        var ids = new IdSource(file.Seed ?? RandomNumberGenerator.GetInt32(int.MaxValue));
        _admission = new Admission(Store, _network, ids, file.NoEndpoint, time);
        _kinds = new KindCatalogue(Store);
        _deletions = new Deletions(Store, time);
        _garbage = new GarbageCollector(Store, _kinds, _deletions);
        _accounts = new DefaultAccounts(Store);
        _events = new EventExpiry(Store, time);
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
    }

    public ObjectStore Store { get; }

    public ServiceController Services { get; }

    public LabStatusView Status { get; }

    /// <summary>Tasks that end only with the lab, or fail where a part of it did.</summary>
    public IEnumerable<Task> Ended => [_kubelet.Ended, _replicaSets.Ended, Services.Ended, _garbage.Ended, _accounts.Ended, _events.Ended];

    /// <summary>What answers requests.</summary>
    /// <param name="token">The lab's own token.</param>
    /// <param name="requestStop">Called when a client asks for the lab's end.</param>
    /// <param name="streams">What answers exec, attach and port-forward; null where nothing does.</param>
    public ApiRequests Requests(string token, Action requestStop, IPodStreams? streams = null)
    {
        var tokens = new AccountTokens(token, _time);
        var response = new ApiResponse(new TableView(_time));
        var writes = new ObjectWrites(Store, _admission, _time);
        var objects = new ObjectRequests(
            Store,
            writes,
            new ObjectDeletions(Store, _deletions, Services),
            new WatchStream(Store, response, _time),
            response
        );
        return new ApiRequests(
            new ApiAccess(tokens, Status.Now, requestStop),
            _kinds,
            new Discovery(_kinds),
            new OpenApiDocuments(_kinds),
            new AccessReviews(tokens),
            objects,
            new SubresourceRequests(
                objects,
                new ScaleApi(Store, writes),
                new EvictionApi(Store, _deletions, _time),
                new PodLogText(_kubelet, _time),
                tokens,
                Store,
                streams
            )
        );
    }

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
        await _garbage.DisposeAsync();
        await _accounts.DisposeAsync();
        await _events.DisposeAsync();
        _network.Dispose();
    }
}
