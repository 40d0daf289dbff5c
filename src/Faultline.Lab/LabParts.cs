using System.Security.Cryptography;
using Faultline.Abstractions.Data;
using Faultline.Lab.Api;
using Faultline.Lab.Api.OpenApi;
using Faultline.Lab.Api.Tables;
using Faultline.Lab.Files;
using Faultline.Lab.Networking;
using Faultline.Lab.Objects;
using Faultline.Lab.Streaming;
using Faultline.Lab.Workloads;
using Faultline.Lab.Workloads.Nodes;
using Faultline.Lab.Workloads.Running;
using Faultline.Linux.Processes;

namespace Faultline.Lab;

/// <summary>What a lab is put together from: the only place where its parts meet.</summary>
internal sealed class LabParts : IAsyncDisposable
{
    private static readonly string[] Namespaces = ["default", "kube-node-lease", "kube-public", "kube-system"];

    private readonly TimeProvider _time;
    private readonly LoopbackNetwork _network;
    private readonly Admission _admission;
    private readonly KindCatalogue _kinds;
    private readonly Deletions _deletions;
    private readonly GarbageCollector _garbage;
    private readonly DefaultAccounts _accounts;
    private readonly EventExpiry _events;
    private readonly Kubelet _kubelet;
    private readonly LabControllers _controllers;
    private readonly HttpRequester _http = new();

    public LabParts(LabFile file, LabOptions options, ProcessStarter starter, string authority, TimeProvider time)
    {
        _time = time;
        _network = LoopbackNetwork.Take();
        Store = new ObjectStore(time, IdSource.Uid);
        var ids = new IdSource(file.Seed ?? RandomNumberGenerator.GetInt32(int.MaxValue));
        _admission = new Admission(Store, _network, ids, file, time);
        _kinds = new KindCatalogue(Store);
        _deletions = new Deletions(Store, time);
        _garbage = new GarbageCollector(Store, _kinds, _deletions);
        _accounts = new DefaultAccounts(Store);
        _events = new EventExpiry(Store, time);
        Services = new ServiceController(Store, time);
        Status = new LabStatusView(file.Name, Store, Services);
        var events = new EventRecorder(Store, time);
        var nodes = new LabNodes(file, _network);
        var directory = new ServiceDirectory(Store, _network);
        var variables = new ContainerVariables(Store, file, options.Environment.All, directory);
        var run = new PodRunContext
        {
            Store = Store,
            Starter = starter,
            Launch = new ContainerLaunch(file, options.Environment.All, directory, variables),
            Network = _network,
            Nodes = nodes,
            Events = events,
            Http = _http,
            Folders = new PodFolders(Path.GetFullPath(options.Folder), Store),
            RestartDelay = file.RestartDelay,
            Time = time,
        };
        _kubelet = new Kubelet(run, options.StopGrace);
        Nodes = new NodeLifecycle(Store, nodes, _kubelet, events, time);
        _controllers = new LabControllers(Store, _admission, events, file, authority, time);
    }

    public ObjectStore Store { get; }

    public ServiceController Services { get; }

    public NodeLifecycle Nodes { get; }

    public LabStatusView Status { get; }

    /// <summary>Tasks that end only with the lab, or fail where a part of it did.</summary>
    public IEnumerable<Task> Ended =>
        [_kubelet.Ended, Services.Ended, Nodes.Ended, _garbage.Ended, _accounts.Ended, _events.Ended, .. _controllers.Ended];

    /// <summary>What answers requests.</summary>
    /// <param name="token">The lab's own token.</param>
    /// <param name="requestStop">Called when a client asks for the lab's end.</param>
    public ApiRequests Requests(string token, Action requestStop)
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
            new ApiAccess(tokens, Status.Now, Nodes, requestStop),
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
                new PodStreams(_kubelet, _time)
            )
        );
    }

    /// <summary>Creates what every cluster has, and then the objects of the manifests.</summary>
    /// <exception cref="LabException">Some of them can't be created; the message names every one.</exception>
    public void Create(IEnumerable<LabManifest> manifests)
    {
        foreach (var name in Namespaces)
        {
            _admission.Create(ResourceKinds.Namespace, "", DataObject.Empty.Put(name, "metadata", "name"));
        }

        Nodes.RegisterAll();
        var problems = manifests.Select(Create).OfType<string>().ToList();
        if (problems.Count > 0)
        {
            throw new LabException($"Manifests of the lab can't be used:\n{string.Join('\n', problems)}");
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // First those who would start new ones.
        await _controllers.DisposeAsync();
        await Nodes.DisposeAsync();
        await _kubelet.DisposeAsync();
        await Services.DisposeAsync();
        await _garbage.DisposeAsync();
        await _accounts.DisposeAsync();
        await _events.DisposeAsync();
        _http.Dispose();
        _network.Dispose();
    }

    private string? Create(LabManifest manifest)
    {
        var content = manifest.Content;
        var kind = manifest.Kind ?? _kinds.Find(content.Text("apiVersion"), content.Text("kind"));
        if (kind is null)
        {
            return $"{manifest.Place}: no definition makes the kind '{content.Text("kind")}' known";
        }

        var home = content.Namespace();
        try
        {
            _admission.Create(
                kind,
                !kind.IsNamespaced ? ""
                    : home.Length == 0 ? "default"
                    : home,
                content
            );
            return null;
        }
        catch (KubernetesException e)
        {
            return $"{manifest.Place}: {e.Message}";
        }
    }
}
