using System.Collections.Concurrent;
using Faultline.Abstractions.Data;
using Faultline.Lab.Objects;
using Faultline.Lab.Workloads.Running;
using Faultline.Linux.Processes;

namespace Faultline.Lab.Workloads;

/// <summary>What runs on the nodes: starts the pods that are bound to one, and ends those that are to go.</summary>
internal sealed class Kubelet : IAsyncDisposable
{
    private static readonly TimeSpan DefaultGrace = TimeSpan.FromSeconds(30);

    private readonly PodRunContext _context;
    private readonly TimeSpan _stopGrace;
    private readonly ChangeLoop _loop;
    private readonly Lock _lock = new();
    private readonly ConcurrentDictionary<string, PodRun> _runs = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<PodRun, Task> _leaving = new();

    public Kubelet(PodRunContext context, TimeSpan stopGrace)
    {
        _context = context;
        _stopGrace = stopGrace;
        _loop = new ChangeLoop(context.Store, Handle);
    }

    /// <summary>Fails where the kubelet did.</summary>
    public Task Ended => _loop.Ended;

    /// <summary>What a container wrote; null where it has not run (or, for the run before this one, not twice).</summary>
    /// <param name="pod">The pod.</param>
    /// <param name="container">The container's name; null means the first one.</param>
    /// <param name="previous">Whether the run before this one is meant.</param>
    public PodLog? Log(DataObject pod, string? container, bool previous) =>
        _runs.GetValueOrDefault(pod.Uid())?.Log(container ?? FirstOf(pod), previous);

    /// <summary>
    /// Starts a process in a running container: in the container's environment and folder, in a group of its own that dies with
    /// the container's own process, with the pod and with the lab.
    /// </summary>
    /// <param name="pod">The pod.</param>
    /// <param name="container">The container's name; null means the first one.</param>
    /// <param name="inside">What to start.</param>
    /// <exception cref="ContainerSpecException">There is no such container, it does not run, or the process can't be started.</exception>
    public ChildProcess StartInside(DataObject pod, string? container, InsideProcess inside) =>
        _runs.TryGetValue(pod.Uid(), out var run)
            ? run.StartInside(container ?? FirstOf(pod), inside)
            : throw new ContainerSpecException("NotFound", $"the pod {pod.Name()} does not run");

    /// <summary>Kills every process of a node that went down, and says nothing to anybody.</summary>
    public void Abandon(string node)
    {
        PodRun[] dead;
        lock (_lock)
        {
            dead = [.. _runs.Values.Where(run => run.Node == node)];
            foreach (var (uid, _) in _runs.Where(pair => pair.Value.Node == node).ToList())
            {
                _runs.TryRemove(uid, out _);
            }
        }

        foreach (var run in dead)
        {
            run.Abandon();
            Leave(run);
        }

        if (_context.Nodes.Find(node) is { } found)
        {
            NodeMark.Sweep(found.Address.ToString());
        }
    }

    /// <summary>Takes up the pods of a node that came back: those that were to go are gone, the others are started again.</summary>
    public void Recover(string node)
    {
        foreach (var pod in _context.Store.List(ResourceKinds.Pod).Objects.Where(pod => pod.TextAt("spec", "nodeName") == node))
        {
            if (pod.IsTerminating())
            {
                _context.Store.Remove(Owners.KeyOf(ResourceKinds.Pod, pod), pod.Uid());
            }
            else
            {
                Take(pod);
            }
        }
    }

    /// <summary>Ends every pod.</summary>
    public async ValueTask DisposeAsync()
    {
        await _loop.DisposeAsync();
        foreach (var run in _runs.Values)
        {
            run.End(_stopGrace);
        }

        await Task.WhenAll(_runs.Values.Select(run => run.Ended).Concat(_leaving.Values));
        _context.Folders.Clear();
    }

    private static string FirstOf(DataObject pod) => pod.ItemsAt("spec", "containers")[0].TextAt("name") ?? "";

    private void Handle(ObjectChange change)
    {
        if (change.Key.Kind == ResourceKinds.Pod)
        {
            HandlePod(change);
        }
        else if (change.Key.Kind == ResourceKinds.ConfigMap || change.Key.Kind == ResourceKinds.Secret)
        {
            Refresh(change);
        }
        else if (change.Key.Kind == ResourceKinds.PersistentVolumeClaim && change.Kind == ChangeKind.Deleted)
        {
            _context.Folders.Forget(change.Key.Namespace, change.Key.Name);
        }
    }

    private void HandlePod(ObjectChange change)
    {
        var (pod, uid) = (change.Object, change.Object.Uid());
        if (change.Kind == ChangeKind.Deleted)
        {
            if (_runs.TryRemove(uid, out var gone) && !gone.Ended.IsCompleted)
            {
                gone.End(TimeSpan.Zero);
                Leave(gone);
            }
        }
        else if (pod.IsTerminating())
        {
            End(pod);
        }
        else
        {
            Take(pod);
        }
    }

    // Out of the store, or out of reach, and yet not quite gone: the lab's end waits for it.
    private void Leave(PodRun run)
    {
        _leaving[run] = run.Ended;
        _ = run.Ended.ContinueWith(_ => _leaving.TryRemove(run, out var _), TaskScheduler.Default);
    }

    private void End(DataObject pod)
    {
        if (_runs.TryGetValue(pod.Uid(), out var run))
        {
            var seconds = pod.NumberAt("metadata", "deletionGracePeriodSeconds");
            run.End(seconds is { } grace ? TimeSpan.FromSeconds(grace) : DefaultGrace);
        }
        else if (_context.Nodes.IsUp(pod.TextAt("spec", "nodeName") ?? ""))
        {
            // Bound and deleted before it was ever seen.
            _context.Store.Remove(Owners.KeyOf(ResourceKinds.Pod, pod), pod.Uid());
        }
    }

    private void Take(DataObject pod)
    {
        lock (_lock)
        {
            var node = pod.TextAt("spec", "nodeName") ?? "";
            if (node.Length == 0 || _runs.ContainsKey(pod.Uid()) || !_context.Nodes.IsUp(node) || PodStatus.IsOver(pod))
            {
                return;
            }

            var run = new PodRun(pod, _context);
            _runs[pod.Uid()] = run;
            run.Start();
        }
    }

    private void Refresh(ObjectChange change)
    {
        if (change.Kind != ChangeKind.Modified)
        {
            return;
        }

        foreach (var pod in _context.Store.List(ResourceKinds.Pod, change.Key.Namespace).Objects)
        {
            if (pod.ItemsAt("spec", "volumes").Count > 0 && _runs.TryGetValue(pod.Uid(), out var run))
            {
                run.Refresh();
            }
        }
    }
}
