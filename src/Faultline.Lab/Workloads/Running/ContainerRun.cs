using System.Globalization;
using Faultline.Abstractions.Data;
using Faultline.Lab.Objects;
using Faultline.Linux.Processes;

namespace Faultline.Lab.Workloads.Running;

/// <summary>
/// The life of one container: its process, again and again as the pod's restart policy has it.
/// <code>
/// waiting ──> running ──process ends, or a probe has had enough──> waiting ──> running ...
///                │                                      └──> terminated (OnFailure, Never, init containers)
///                └── the pod ends ──> preStop, SIGTERM, grace, SIGKILL
/// </code>
/// </summary>
#pragma warning disable CA1001 // The source has neither timer nor own link, and disposing it would race with a late Stop.
internal sealed class ContainerRun
#pragma warning restore CA1001
{
    // What is missing may come: a config map that is created after the pod.
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private readonly PodScene _scene;
    private readonly DataObject _spec;
    private readonly ContainerRole _role;
    private readonly RestartBackoff _backoff;
    private readonly ContainerProcess _process;
    private readonly CancellationTokenSource _stop;
    private ContainerSituation _situation;
    private PodLog? _log;
    private PodLog? _previousLog;
    private int _refusals;

    /// <summary>A container that has not run yet.</summary>
    /// <param name="scene">Its pod.</param>
    /// <param name="spec">Its part of the pod's spec.</param>
    /// <param name="role">What it is for.</param>
    /// <param name="situation">What is known of it.</param>
    public ContainerRun(PodScene scene, DataObject spec, ContainerRole role, ContainerSituation situation)
    {
        _scene = scene;
        _spec = spec;
        _role = role;
        _situation = situation;
        _backoff = new RestartBackoff(scene.Context.RestartDelay);
        _process = new ContainerProcess(scene.Context);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(scene.Ending);
        Started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    public string Name => _spec.Text("name") ?? "";

    public DataObject Spec => _spec;

    public ContainerRole Role => _role;

    public ContainerSituation Situation => _situation;

    /// <summary>Ends when it has got through its startup probe for the first time.</summary>
    public TaskCompletionSource Started { get; }

    /// <summary>What the container wrote in this run, or in the one before; null where there was none.</summary>
    public PodLog? Log(bool previous) => previous ? _previousLog : _log;

    /// <summary>Starts a process in the container; it dies with the container's own process.</summary>
    /// <exception cref="ContainerSpecException">The container does not run, or the process can't be started.</exception>
    public ChildProcess StartInside(InsideProcess inside) => _process.StartInside(inside);

    /// <summary>Ends the container alone, with the pod's grace.</summary>
    public void Stop() => _stop.Cancel();

    /// <summary>Kills everything in the container now, and does not ask anybody.</summary>
    public void Kill() => _process.Kill();

    /// <summary>Kills everything in the container after a while, where it is not gone by then.</summary>
    public async Task KillAfterAsync(TimeSpan grace)
    {
        await Task.Delay(grace, _scene.Context.Time);
        _process.Kill();
    }

    /// <summary>Runs the container until it has ended for good.</summary>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public async Task RunAsync()
    {
        while (true)
        {
            if (await RunOnceAsync() is not { } end)
            {
                continue;
            }

            if (IsFinal(end))
            {
                Show(_situation with { Waiting = null, Ended = end, IsReady = false, IsStarted = false });
                return;
            }

            await BackOffAsync(end);
        }
    }

    private bool IsFinal(Termination end)
    {
        var policy = _scene.Pod().TextAt("spec", "restartPolicy");
        return _role switch
        {
            ContainerRole.Init => end.Status.Number == 0 || policy == "Never",
            ContainerRole.Sidecar => false,
            _ => policy == "Never" || (policy == "OnFailure" && end.Status.Number == 0),
        };
    }

    /// <summary>One run; null where it could not be started.</summary>
    private async Task<Termination?> RunOnceAsync()
    {
        _stop.Token.ThrowIfCancellationRequested();
        var log = new PodLog(_scene.Context.Time);
        var startedAt = _scene.Context.Time.GetUtcNow();
        ChildProcess child;
        try
        {
            child = _process.Start(_scene.Context.Launch.Of(PodPorts.Choose(_scene, _spec), _spec, _scene.Folder, log), _stop.Token);
        }
        catch (ContainerSpecException e)
        {
            await RefuseAsync(e.Reason, e.Message);
            return null;
        }
        catch (Exception e) when (e is ProcessStartException or IOException)
        {
            await RefuseAsync("RunContainerError", e.Message);
            return null;
        }

        (_previousLog, _log) = (_situation.Last is null ? null : _log, log);
        Tell();
        await WatchAsync(child, startedAt);
        log.End();
        var end = new Termination(await child.Exited, child.Id, startedAt, _scene.Context.Time.GetUtcNow());
        if (_stop.IsCancellationRequested)
        {
            Show(_situation with { Ended = end, IsReady = false, IsStarted = false });
        }

        _stop.Token.ThrowIfCancellationRequested();
        return end;
    }

    private void Tell()
    {
        _refusals = 0;
        _scene.Normal("Pulled", $"Container image \"{_spec.Text("image")}\" already present on machine", Name);
        _scene.Normal("Created", $"Created container: {Name}", Name);
        _scene.Normal("Started", $"Started container {Name}", Name);
    }

    private async Task WatchAsync(ChildProcess child, DateTimeOffset startedAt)
    {
        var check = new ProbeCheck(_scene, _process);
        var hooks = new ContainerHooks(_spec, check, _scene);
        var running = _situation with { Waiting = null, Message = null, ProcessId = child.Id, StartedAt = startedAt, Ended = null };
        try
        {
            var failure = await UntilItShouldEndAsync(child, running, hooks, check);
            if (child.Exited.IsCompleted)
            {
                return;
            }

            _scene.Normal("Killing", failure is null ? $"Stopping container {Name}" : $"Container {Name} {failure.Why}", Name);
            await child.EndAsync(await hooks.BeforeStopAsync(failure?.Grace ?? _scene.Grace()));
        }
        finally
        {
            // Also after an exit of its own: what it started must not stay.
            await _process.EndAsync();
        }
    }

    /// <summary>Waits for the end of the process, of the pod, or of a probe's patience; says why where it was the last.</summary>
    private async Task<ProbeFailure?> UntilItShouldEndAsync(
        ChildProcess child,
        ContainerSituation running,
        ContainerHooks hooks,
        ProbeCheck check
    )
    {
        using var watched = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        if (await hooks.AfterStartAsync(watched.Token) is { } failure)
        {
            return failure;
        }

        var probes = new ContainerProbes(_spec, check, _scene.Context.Time)
        {
            Ready = isReady => Show(_situation with { IsReady = isReady }),
            Started = () =>
            {
                Started.TrySetResult();
                Show(_situation with { IsStarted = true });
            },
            Unhealthy = message => _scene.Warning("Unhealthy", message, Name),
        };
        Show(running with { IsStarted = !probes.HasStartup, IsReady = probes.IsReadyAtOnce });
        var seconds = _scene.Context.Store.Get(_scene.Key).NumberAt("spec", "terminationGracePeriodSeconds");
        var probing = probes.RunAsync(TimeSpan.FromSeconds(seconds ?? 30), watched.Token);
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = _stop.Token.UnsafeRegister(static state => ((TaskCompletionSource)state!).TrySetResult(), stopped);
        await Task.WhenAny(child.Exited, stopped.Task, probing);
        await watched.CancelAsync();
        return await probing;
    }

    private async Task BackOffAsync(Termination end)
    {
        var wait = _backoff.Next(end.FinishedAt - end.StartedAt);
        if (wait == TimeSpan.Zero)
        {
            Show(_situation with { Last = end, IsReady = false, IsStarted = false, RestartCount = _situation.RestartCount + 1 });
            return;
        }

        var seconds = string.Create(CultureInfo.InvariantCulture, $"{wait.TotalSeconds:0.###}s");
        var pod = $"{_scene.Key.Name}_{_scene.Key.Namespace}({_scene.Uid})";
        Show(
            _situation with
            {
                Waiting = "CrashLoopBackOff",
                Message = $"back-off {seconds} restarting failed container={Name} pod={pod}",
                Last = end,
                ProcessId = null,
                IsReady = false,
                IsStarted = false,
            }
        );
        _scene.Warning("BackOff", $"Back-off restarting failed container {Name} in pod {pod}", Name);
        await Task.Delay(wait, _scene.Context.Time, _stop.Token);
        _situation = _situation with { RestartCount = _situation.RestartCount + 1 };
    }

    private async Task RefuseAsync(string reason, string message)
    {
        var isAgain = _refusals++ > 0;
        var shown = reason == "ErrImagePull" && isAgain ? "ImagePullBackOff" : reason;
        Show(_situation with { Waiting = shown, Message = message, ProcessId = null, IsReady = false, IsStarted = false });
        if (shown == "ImagePullBackOff")
        {
            _scene.Normal("BackOff", $"Back-off pulling image \"{_spec.Text("image")}\"", Name);
        }
        else
        {
            var text = reason == "ErrImagePull" ? $"Failed to pull image \"{_spec.Text("image")}\": {message}" : $"Error: {message}";
            _scene.Warning("Failed", text, Name);
        }

        await Task.Delay(RetryDelay, _scene.Context.Time, _stop.Token);
    }

    private void Show(ContainerSituation situation)
    {
        _situation = situation;
        _scene.Changed();
    }
}
