using System.Collections.Immutable;
using System.Security.Cryptography;
using Faultline.Abstractions.Data;
using Faultline.Lab.Api;
using Faultline.Lab.Files;
using Faultline.Lab.Objects;
using Faultline.Lab.Workloads;
using Faultline.Linux.Processes;

namespace Faultline.Lab;

/// <summary>
/// A running lab: a Kubernetes API on loopback, behind which every pod is a process and every service a listener.
/// <code>
/// client ──HTTPS──> API ──> store ──changes──> replica sets ──> pods ──> processes
///                             └──────────────> services ──> listeners ──TCP──> processes
/// </code>
/// </summary>
public sealed class LabCluster : IAsyncDisposable
{
    private readonly LabParts _parts;
    private readonly ApiServer _api;
    private readonly LabCertificates _certificates;
    private readonly LabFolder _folder;
    private readonly TaskCompletionSource _stopRequested;
    private int _disposed;

    private LabCluster(LabParts parts, ApiServer api, LabCertificates certificates, LabFolder folder, TaskCompletionSource stopRequested)
    {
        _parts = parts;
        _api = api;
        _certificates = certificates;
        _folder = folder;
        _stopRequested = stopRequested;
        Completion = Task.WhenAny([stopRequested.Task, .. parts.Ended]).Unwrap();
    }

    /// <summary>The file for Kubernetes clients; its context is <c>faultline-lab-NAME</c>. It goes away with the lab.</summary>
    public string KubeconfigPath => _folder.KubeconfigPath;

    /// <summary>Where the Kubernetes API is.</summary>
    public Uri ApiUrl => _api.Url;

    /// <summary>
    /// Ends when the lab should be disposed: somebody asked for it (<see cref="LabClient.StopAsync"/>), or, and then it fails with a
    /// <see cref="LabException"/>, a part of the lab broke.
    /// </summary>
    public Task Completion { get; }

    /// <summary>
    /// Starts a lab. It runs when this returns, and its files are written; its pods may still be starting
    /// (<see cref="WaitUntilReadyAsync"/>).
    /// </summary>
    /// <param name="file">What it consists of.</param>
    /// <param name="options">Where and how it runs.</param>
    /// <param name="starter">Starts the pods' processes, and ends them however this process ends. It stays the caller's.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Gives up the start.</param>
    /// <exception cref="LabException">It can't be started; nothing of it is left then.</exception>
    public static async Task<LabCluster> StartAsync(
        LabFile file,
        LabOptions options,
        ProcessStarter starter,
        TimeProvider time,
        CancellationToken cancellationToken = default
    )
    {
        LabName.Require(file.Name);
        var manifests = LabManifests.Read(file);
        var folder = new LabFolder(options.Folder);
        folder.RequireFree();
        var certificates = LabCertificates.Make(file.Name, time);
        var parts = new LabParts(file, options, starter, certificates.Authority, time);
        ApiServer? api = null;
        try
        {
            var token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
            var stopRequested = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            parts.Create(manifests);
            var requests = parts.Requests(token, () => stopRequested.TrySetResult());
            api = await ApiServer.StartAsync(requests, certificates.Server, time, cancellationToken);
            var kubeconfig = Kubeconfig.Write(file.Name, api.Url, certificates.Authority, token);
            folder.Write(StateOf(file, folder, api, parts, time), kubeconfig, token, certificates.Authority);
            return new LabCluster(parts, api, certificates, folder, stopRequested);
        }
        catch
        {
            await EndAsync(api, parts, certificates, folder);
            throw;
        }
    }

    /// <summary>The URL of a service's first port, such as <c>http://127.64.1.2/</c>.</summary>
    /// <param name="service">The service's name.</param>
    /// <param name="inNamespace">Its namespace.</param>
    /// <exception cref="LabException">There is no such service.</exception>
    public Uri ServiceUrl(string service, string inNamespace = "default") =>
        _parts.Store.Get(new ObjectKey(ResourceKinds.Service, inNamespace, service)) is { } found && LabStatusView.HasUrl(found)
            ? LabStatusView.UrlOf(found)
            : throw new LabException($"The lab has no service '{service}' in the namespace '{inNamespace}'.");

    /// <summary>Kills every process on a node at once; its pods go elsewhere after the lab's eviction timeout.</summary>
    /// <exception cref="LabException">The lab has no such node, or it is down already.</exception>
    public void KillNode(string node) => _parts.Nodes.Kill(node);

    /// <summary>Brings a node back that was killed.</summary>
    /// <exception cref="LabException">The lab has no such node, or it runs.</exception>
    public void StartNode(string node) => _parts.Nodes.Start(node);

    /// <summary>How the lab is doing.</summary>
    public LabStatus Status() => _parts.Status.Now();

    /// <summary>Waits until every pod that should be there is ready, and its services forward to it.</summary>
    /// <exception cref="LabException">A part of the lab broke, or the lab was asked to end.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; <see cref="Status"/> tells which pods wait, and why.</exception>
    public async Task WaitUntilReadyAsync(CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var ready = ReadyAsync(either.Token);
        if (await Task.WhenAny(ready, Completion) == Completion)
        {
            await either.CancelAsync();
            await Completion;
            throw new LabException("The lab was asked to end before it was ready.");
        }

        await ready;
    }

    /// <summary>Ends every pod, with a short grace, and removes the files.</summary>
    public async ValueTask DisposeAsync()
    {
        _stopRequested.TrySetResult();
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            await EndAsync(_api, _parts, _certificates, _folder);
        }
    }

    private static async Task EndAsync(ApiServer? api, LabParts parts, LabCertificates certificates, LabFolder folder)
    {
        if (api is not null)
        {
            await api.DisposeAsync();
        }

        await parts.DisposeAsync();
        certificates.Dispose();
        folder.Clear();
    }

    private static LabState StateOf(LabFile file, LabFolder folder, ApiServer api, LabParts parts, TimeProvider time)
    {
        return new LabState
        {
            Name = file.Name,
            ProcessId = Environment.ProcessId,
            ProcessStart = ProcessTable.Find(Environment.ProcessId)?.StartTicks ?? 0,
            BootId = ProcessIdentity.BootIdNow,
            StartedAt = time.GetUtcNow(),
            ApiUrl = api.Url,
            KubeconfigPath = folder.KubeconfigPath,
            TokenPath = folder.TokenPath,
            AuthorityPath = folder.AuthorityPath,
            ServiceUrls = parts
                .Store.List(ResourceKinds.Service)
                .Objects.Where(LabStatusView.HasUrl)
                .ToImmutableSortedDictionary(NameOf, service => LabStatusView.UrlOf(service).ToString(), StringComparer.Ordinal),
        };
    }

    // Those of the default namespace, which most labs have alone, by their names; the others as DNS would have them.
    private static string NameOf(DataObject service) =>
        service.Namespace() == "default" ? service.Name() : $"{service.Name()}.{service.Namespace()}";

    private async Task ReadyAsync(CancellationToken cancellationToken)
    {
        using var changes = _parts.Store.Subscribe();
        if (!_parts.Status.IsReady())
        {
            while (await changes.WaitAsync(cancellationToken))
            {
                // A look at everything after each of thousands of changes would be most of the work.
                while (changes.TryRead() is not null) { }

                if (_parts.Status.IsReady())
                {
                    break;
                }
            }
        }

        await _parts.Services.ReachAsync(_parts.Store.Version);
    }
}
