using System.Collections.Concurrent;
using Faultline.Abstractions.Data;
using Faultline.Lab.Objects;
using Faultline.Linux.Processes;

namespace Faultline.Lab.Workloads;

/// <summary>The node: runs the pods that are in the store, and ends those that are to go.</summary>
internal sealed class Kubelet : IAsyncDisposable
{
    private static readonly TimeSpan DefaultGrace = TimeSpan.FromSeconds(30);

    private readonly PodRunContext _context;
    private readonly TimeSpan _stopGrace;
    private readonly ChangeLoop _loop;
    private readonly ConcurrentDictionary<string, PodRun> _runs = new(StringComparer.Ordinal);

    public Kubelet(PodRunContext context, TimeSpan stopGrace)
    {
        _context = context;
        _stopGrace = stopGrace;
        _loop = new ChangeLoop(context.Store, Handle);
    }

    /// <summary>Fails where the kubelet did.</summary>
    public Task Ended => _loop.Ended;

    /// <summary>What a pod wrote; null where it has not run (or, for the run before this one, not twice).</summary>
    public PodLog? Log(DataObject pod, bool previous) => _runs.GetValueOrDefault(pod.Uid())?.Log(previous);

    /// <summary>
    /// Starts a process in a running container: in the container's environment and folder, in a group of its own that dies with
    /// the container's own process, with the pod and with the lab.
    /// </summary>
    /// <param name="pod">The pod.</param>
    /// <param name="container">The container's name; null means the first one.</param>
    /// <param name="inside">What to start.</param>
    /// <exception cref="ContainerSpecException">There is no such container, it does not run, or the process can't be started.</exception>
    public ChildProcess StartInside(DataObject pod, string? container, InsideProcess inside)
    {
        var first = pod.ItemsAt("spec", "containers")[0].TextAt("name");
        return container is not null && container != first
                ? throw new ContainerSpecException("NotFound", $"container {container} is not valid for pod {pod.Name()}")
            : _runs.TryGetValue(pod.Uid(), out var run) ? run.StartInside(inside)
            : throw new ContainerSpecException("NotFound", $"the pod {pod.Name()} does not run");
    }

    /// <summary>Ends every pod.</summary>
    public async ValueTask DisposeAsync()
    {
        await _loop.DisposeAsync();
        foreach (var run in _runs.Values)
        {
            run.End(_stopGrace);
        }

        await Task.WhenAll(_runs.Values.Select(run => run.Ended));
    }

    private void Handle(ObjectChange change)
    {
        if (change.Key.Kind != ResourceKinds.Pod)
        {
            return;
        }

        var uid = change.Object.Uid();
        switch (change.Kind)
        {
            case ChangeKind.Added:
                var run = new PodRun(change.Key, uid, _context);
                _runs[uid] = run;
                run.Start();
                break;
            case ChangeKind.Deleted:
                if (_runs.TryRemove(uid, out var gone) && !gone.Ended.IsCompleted)
                {
                    gone.End(TimeSpan.Zero);
                }

                break;
            case ChangeKind.Modified when change.Object.IsTerminating():
                var seconds = change.Object.NumberAt("metadata", "deletionGracePeriodSeconds");
                _runs.GetValueOrDefault(uid)?.End(seconds is { } grace ? TimeSpan.FromSeconds(grace) : DefaultGrace);
                break;
            case ChangeKind.Modified:
                break;
            default:
                throw new System.Diagnostics.UnreachableException(change.Kind.ToString());
        }
    }
}
