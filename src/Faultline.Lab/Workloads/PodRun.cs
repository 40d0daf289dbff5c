using System.Globalization;
using System.Net;
using Faultline.Abstractions.Data;
using Faultline.Lab.Networking;
using Faultline.Lab.Objects;
using Faultline.Linux.Processes;

namespace Faultline.Lab.Workloads;

/// <summary>
/// The life of one pod, from its first start to its removal.
/// <code>
/// Pending ──> Running ──process ends──> waits (restartPolicy Always) ──> Running ...
///    │           │                 └──> Succeeded or Failed (OnFailure, Never)
///    └───────────┴── deleted ──> SIGTERM, grace, SIGKILL ──> gone
/// </code>
/// </summary>
#pragma warning disable CA1001 // The source has neither timer nor link, and disposing it would race with a late End.
internal sealed class PodRun(ObjectKey key, string uid, PodRunContext context)
#pragma warning restore CA1001
{
    private const int SigKill = 9;

    // Timers know no longer waits than a few weeks.
    private const double MostWaitSeconds = 86_400;

    private readonly CancellationTokenSource _ending = new();
    private readonly RestartBackoff _backoff = new(context.RestartDelay);
    private readonly Lock _lock = new();
    private ContainerSituation _situation = new();
    private readonly List<ChildProcess> _inside = [];
    private ChildProcess? _child;
    private ProcessSpec? _main;
    private TimeSpan _grace;
    private PodLog? _log;
    private PodLog? _previousLog;

    /// <summary>Ends with the pod.</summary>
    public Task Ended { get; private set; } = Task.CompletedTask;

    /// <summary>What the container wrote in this run, or in the one before; null where there was none.</summary>
    public PodLog? Log(bool previous)
    {
        lock (_lock)
        {
            return previous ? _previousLog : _log;
        }
    }

    /// <summary>Starts a process in the container; it dies with the container's own process.</summary>
    /// <exception cref="ContainerSpecException">The container does not run, or the process can't be started.</exception>
    public ChildProcess StartInside(InsideProcess inside)
    {
        lock (_lock)
        {
            if (_main is null)
            {
                throw new ContainerSpecException("ContainerNotRunning", "the container does not run");
            }

            ChildProcess child;
            try
            {
                child = context.Starter.Start(context.Launch.Inside(_main, inside));
            }
            catch (Exception e) when (e is ProcessStartException or IOException)
            {
                throw new ContainerSpecException("StartError", e.Message);
            }

            _inside.RemoveAll(one => one.Completed.IsCompleted);
            _inside.Add(child);
            return child;
        }
    }

    /// <summary>Begins the pod's life.</summary>
    public void Start() => Ended = Task.Run(RunAsync);

    /// <summary>Begins the pod's end; a second call may only hasten it.</summary>
    public void End(TimeSpan grace)
    {
        ChildProcess? hasten = null;
        lock (_lock)
        {
            if (_ending.IsCancellationRequested)
            {
                hasten = grace < _grace ? _child : null;
            }

            _grace = grace;
        }

        if (hasten is not null)
        {
            _ = KillAfterAsync(hasten, grace);
        }

        _ending.Cancel();
    }

    private async Task RunAsync()
    {
        try
        {
            await WaitForStartAsync();
            while (await RunOnceAsync()) { }

            await Task.Delay(Timeout.InfiniteTimeSpan, context.Time, _ending.Token);
        }
        catch (OperationCanceledException) when (_ending.IsCancellationRequested)
        {
            // Deleted, in whatever it was doing.
        }

        context.Store.Remove(key, uid);
    }

    private async Task WaitForStartAsync()
    {
        Show(_situation);
        var pod = context.Store.Get(key);
        if (pod?.Annotation(LabAnnotations.StartAfter) is { } text && KubernetesTime.TryParse(text, out var startAfter))
        {
            var wait = startAfter - context.Time.GetUtcNow();
            await Task.Delay(TimeSpan.FromSeconds(Math.Clamp(wait.TotalSeconds, 0, MostWaitSeconds)), context.Time, _ending.Token);
        }
    }

    /// <summary>One run of the container; whether there should be another one.</summary>
    private async Task<bool> RunOnceAsync()
    {
        _ending.Token.ThrowIfCancellationRequested();
        var log = NewLog();
        var pod = ChoosePort();
        if (pod is null)
        {
            return false;
        }

        var startedAt = context.Time.GetUtcNow();
        ChildProcess child;
        ProcessSpec main;
        try
        {
            main = context.Launch.Of(pod, RealPort(pod), log);
            child = context.Starter.Start(main);
        }
        catch (ContainerSpecException e)
        {
            return await WaitAsync(e.Reason, e.Message, TimeSpan.Zero);
        }
        catch (Exception e) when (e is ProcessStartException or IOException)
        {
            return await WaitAsync("RunContainerError", e.Message, TimeSpan.Zero);
        }

        lock (_lock)
        {
            (_child, _main) = (child, main);
        }

        Show(_situation with { Waiting = null, Message = null, ProcessId = child.Id, StartedAt = startedAt });
        await WatchAsync(child, pod);
        log.End();
        var end = new Termination(await child.Exited, child.Id, startedAt, context.Time.GetUtcNow());
        _ending.Token.ThrowIfCancellationRequested();
        return await AfterAsync(pod, end);
    }

    private async Task WatchAsync(ChildProcess child, DataObject pod)
    {
        using var stopped = CancellationTokenSource.CreateLinkedTokenSource(_ending.Token);
        var ready = BecomeReadyAsync(pod, stopped.Token);
        var deleted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = _ending.Token.UnsafeRegister(static state => ((TaskCompletionSource)state!).TrySetResult(), deleted);
        await Task.WhenAny(child.Exited, deleted.Task);
        await stopped.CancelAsync();
        await ready;
        Show(_situation with { IsReady = false });

        // Also after an exit of its own: what it started must not stay.
        await child.EndAsync(_ending.IsCancellationRequested ? Grace() : TimeSpan.Zero);
        ChildProcess[] inside;
        lock (_lock)
        {
            _main = null;
            inside = [.. _inside];
            _inside.Clear();
        }

        await Task.WhenAll(inside.Select(one => one.EndAsync(TimeSpan.Zero)));
    }

    private async Task BecomeReadyAsync(DataObject pod, CancellationToken cancellationToken)
    {
        try
        {
            if (RealPort(pod) is { } port)
            {
                var address = IPAddress.Parse(pod.TextAt("status", "podIP")!);
                await Readiness.ListensAsync(new IPEndPoint(address, port), context.Time, cancellationToken);
            }

            Show(_situation with { IsReady = true });
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // It ended before it was ready.
        }
    }

    private async Task<bool> AfterAsync(DataObject pod, Termination end)
    {
        var policy = pod.TextAt("spec", "restartPolicy");
        if (policy == "Never" || (policy == "OnFailure" && end.Status.Number == 0))
        {
            Show(_situation with { IsReady = false, Ended = end });
            return false;
        }

        _situation = _situation with { Last = end };
        return await WaitAsync("CrashLoopBackOff", $"the process ended with {Describe(end.Status)}", end.FinishedAt - end.StartedAt);
    }

    private async Task<bool> WaitAsync(string reason, string message, TimeSpan ran)
    {
        var wait = _backoff.Next(ran);
        var seconds = string.Create(CultureInfo.InvariantCulture, $"{wait.TotalSeconds:0.###}");
        Show(_situation with { Waiting = reason, Message = $"{message}; next start in {seconds} s", ProcessId = null, IsReady = false });
        await Task.Delay(wait, context.Time, _ending.Token);
        _situation = _situation with { RestartCount = _situation.RestartCount + (_situation.Last is null ? 0 : 1) };
        return true;
    }

    private PodLog NewLog()
    {
        lock (_lock)
        {
            _previousLog = _situation.Last is null ? null : _log;
            return _log = new PodLog(context.Time);
        }
    }

    // The pod's address is its own, but a program that listens on the port of all addresses is in the way of everybody.
    private DataObject? ChoosePort()
    {
        var pod = context.Store.Get(key);
        if (pod is null || pod.Annotation(LabAnnotations.RealPort) is not null || ContainerLaunch.PortOf(pod) is not { } wanted)
        {
            return pod;
        }

        var real = PortChoice.Take(IPAddress.Parse(pod.TextAt("status", "podIP")!), wanted);
        var text = real.ToString(CultureInfo.InvariantCulture);
        return real == wanted
            ? pod
            : context.Store.Update(key, uid, current => current.Put(text, "metadata", "annotations", LabAnnotations.RealPort));
    }

    private static int? RealPort(DataObject pod) =>
        int.TryParse(pod.Annotation(LabAnnotations.RealPort), NumberStyles.None, CultureInfo.InvariantCulture, out var real)
            ? real
            : ContainerLaunch.PortOf(pod);

    private TimeSpan Grace()
    {
        lock (_lock)
        {
            return _grace;
        }
    }

    private async Task KillAfterAsync(ChildProcess child, TimeSpan grace)
    {
        await Task.Delay(grace, context.Time);
        child.Signal(SigKill);
    }

    private void Show(ContainerSituation situation)
    {
        _situation = situation;
        context.Store.Update(key, uid, pod => PodStatus.Apply(pod, situation, context.NodeIp, context.Time.GetUtcNow()));
    }

    private static string Describe(ExitStatus status) =>
        status.Signal is { } signal
            ? string.Create(CultureInfo.InvariantCulture, $"signal {signal}")
            : string.Create(CultureInfo.InvariantCulture, $"exit code {status.Code}");
}
