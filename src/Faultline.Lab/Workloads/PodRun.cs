using Faultline.Abstractions.Data;
using Faultline.Lab.Objects;
using Faultline.Lab.Workloads.Running;
using Faultline.Linux.Processes;

namespace Faultline.Lab.Workloads;

/// <summary>
/// The life of one pod on its node, from its first start to its removal.
/// <code>
/// volumes ──> init containers, one after the other ──> containers, side by side ──> Succeeded or Failed (OnFailure, Never)
///    └─────────────────────┴──────────────────────────────────┴── deleted ──> SIGTERM, grace, SIGKILL ──> gone
/// </code>
/// </summary>
#pragma warning disable CA1001 // The source has neither timer nor link, and disposing it would race with a late End.
internal sealed class PodRun
#pragma warning restore CA1001
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    // Timers know no longer waits than a few weeks.
    private const double MostWaitSeconds = 86_400;

    private readonly PodRunContext _context;
    private readonly CancellationTokenSource _ending = new();
    private readonly Lock _lock = new();
    private readonly PodScene _scene;
    private readonly List<ContainerRun> _inits;
    private readonly List<ContainerRun> _mains;
    private TimeSpan _grace;
    private bool _hasStarted;
    private volatile bool _isAbandoned;

    /// <summary>A pod that is to run.</summary>
    /// <param name="pod">The pod, with a node.</param>
    /// <param name="context">What all pods need.</param>
    public PodRun(DataObject pod, PodRunContext context)
    {
        _context = context;
        Node = pod.TextAt("spec", "nodeName") ?? "";
        _scene = new PodScene
        {
            Key = Owners.KeyOf(ResourceKinds.Pod, pod),
            Uid = pod.Uid(),
            Node = Node,
            Context = context,
            Folder = context.Folders.Of(pod.Uid()),
            Ending = _ending.Token,
            Grace = Grace,
            Changed = Show,
            IsAbandoned = () => _isAbandoned,
        };
        _inits = [.. pod.ItemsAt("spec", "initContainers").OfType<DataObject>().Select(one => New(pod, one, isInit: true))];
        _mains = [.. pod.ItemsAt("spec", "containers").OfType<DataObject>().Select(one => New(pod, one, isInit: false))];
    }

    /// <summary>The name of its node.</summary>
    public string Node { get; }

    /// <summary>Ends with the pod.</summary>
    public Task Ended { get; private set; } = Task.CompletedTask;

    /// <summary>What a container wrote in this run, or in the one before; null where there was none.</summary>
    public PodLog? Log(string container, bool previous) => Find(container)?.Log(previous);

    /// <summary>Starts a process in a container; it dies with the container's own process.</summary>
    /// <exception cref="ContainerSpecException">The container does not run, or the process can't be started.</exception>
    public ChildProcess StartInside(string container, InsideProcess inside) =>
        (
            Find(container) ?? throw new ContainerSpecException("NotFound", $"container {container} is not valid for pod {_scene.Key.Name}")
        ).StartInside(inside);

    /// <summary>Begins the pod's life.</summary>
    public void Start()
    {
        // In the order in which pods are taken, so that a rehearsal has the same addresses each time.
        _context.Store.Update(_scene.Key, _scene.Uid, WithAddress);
        Ended = Task.Run(RunAsync);
    }

    /// <summary>Begins the pod's end; a second call may only hasten it.</summary>
    public void End(TimeSpan grace)
    {
        bool isHastened;
        lock (_lock)
        {
            isHastened = _ending.IsCancellationRequested && grace < _grace;
            _grace = grace;
        }

        if (isHastened)
        {
            _ = Task.WhenAll(_inits.Concat(_mains).Select(container => container.KillAfterAsync(grace)));
        }

        _ending.Cancel();
    }

    /// <summary>The node went down: everything of the pod is dead at once, and nobody says so.</summary>
    public void Abandon()
    {
        _isAbandoned = true;
        lock (_lock)
        {
            _grace = TimeSpan.Zero;
        }

        _ending.Cancel();
        _inits.ForEach(container => container.Kill());
        _mains.ForEach(container => container.Kill());
    }

    /// <summary>Brings the files of config maps and secrets up to date.</summary>
    public void Refresh()
    {
        if (_hasStarted && _context.Store.Get(_scene.Key) is { } pod && pod.Uid() == _scene.Uid)
        {
            _scene.Folder.Refresh(pod);
        }
    }

    private async Task RunAsync()
    {
        try
        {
            await WaitForStartAsync();
            await PrepareAsync();
            await RunContainersAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, _context.Time, _ending.Token);
        }
        catch (OperationCanceledException) when (_ending.IsCancellationRequested || _context.Store.Get(_scene.Key)?.Uid() != _scene.Uid)
        {
            // Deleted, in whatever it was doing.
        }

        _scene.Folder.Clear();
        if (!_isAbandoned)
        {
            _context.Store.Remove(_scene.Key, _scene.Uid);
        }
    }

    private async Task WaitForStartAsync()
    {
        if (_scene.Pod().Annotation(LabAnnotations.StartAfter) is { } text && KubernetesTime.TryParse(text, out var startAfter))
        {
            Show();
            var wait = startAfter - _context.Time.GetUtcNow();
            await Task.Delay(TimeSpan.FromSeconds(Math.Clamp(wait.TotalSeconds, 0, MostWaitSeconds)), _context.Time, _ending.Token);
        }
    }

    private DataObject WithAddress(DataObject pod)
    {
        var isStable = Owners.ControllerOf(pod, ResourceKinds.StatefulSet) is not null;
        var address =
            pod.TextAt("status", "podIP")
            ?? (isStable ? _context.Network.ForIdentity($"{pod.Namespace()}/{pod.Name()}") : _context.Network.ForPod()).ToString();
        var node = _context.Nodes.Find(Node)?.Address.ToString() ?? "";
        return pod.Put(address, "status", "podIP")
            .Put(DataArray.Of([DataObject.Of(("ip", address))]), "status", "podIPs")
            .Put(node, "status", "hostIP")
            .Put(DataArray.Of([DataObject.Of(("ip", node))]), "status", "hostIPs");
    }

    private async Task PrepareAsync()
    {
        while (true)
        {
            _ending.Token.ThrowIfCancellationRequested();
            try
            {
                _scene.Folder.Prepare(_scene.Pod());
                _hasStarted = true;
                return;
            }
            catch (ContainerSpecException e)
            {
                Show();
                _scene.Warning("FailedMount", $"MountVolume.SetUp failed: {e.Message}");
                await Task.Delay(RetryDelay, _context.Time, _ending.Token);
            }
        }
    }

    private async Task RunContainersAsync()
    {
        var sidecars = new List<Task>();
        try
        {
            foreach (var init in _inits)
            {
                var run = init.RunAsync();
                if (init.Role == ContainerRole.Sidecar)
                {
                    sidecars.Add(run);
                    await init.Started.Task.WaitAsync(_ending.Token);
                    continue;
                }

                await run;
                if (init.Situation.Ended?.Status.Number != 0)
                {
                    return;
                }
            }

            await Task.WhenAll(_mains.Select(container => container.RunAsync()));
        }
        finally
        {
            _inits.ForEach(init => init.Stop());
            await Task.WhenAll(sidecars).ContinueWith(static _ => { }, TaskScheduler.Default);
        }
    }

    private ContainerRun New(DataObject pod, DataObject spec, bool isInit)
    {
        var role =
            !isInit ? ContainerRole.Main
            : spec.Text("restartPolicy") == "Always" ? ContainerRole.Sidecar
            : ContainerRole.Init;
        var before = pod.ItemsAt("status", isInit ? "initContainerStatuses" : "containerStatuses")
            .FirstOrDefault(one => one.TextAt("name") == spec.Text("name"));
        var waiting = !isInit && pod.ItemsAt("spec", "initContainers").Count > 0 ? "PodInitializing" : "ContainerCreating";
        return new ContainerRun(_scene, spec, role, ContainerRecovery.Of(before, waiting, _context.Time.GetUtcNow()));
    }

    private ContainerRun? Find(string container) => _mains.Concat(_inits).FirstOrDefault(one => one.Name == container);

    private TimeSpan Grace()
    {
        lock (_lock)
        {
            return _grace;
        }
    }

    private void Show()
    {
        if (_isAbandoned)
        {
            return;
        }

        // Read within the update: of two containers that change at once, the later update knows both.
        PodSituation Now() => new([.. _inits.Select(Of)], [.. _mains.Select(Of)]) { HasStarted = _hasStarted };
        _context.Store.Update(_scene.Key, _scene.Uid, pod => PodStatus.Apply(pod, Now(), _context.Time.GetUtcNow()));
    }

    private static NamedSituation Of(ContainerRun run) => new(run.Name, run.Spec.Text("image") ?? "", run.Role, run.Situation);
}
