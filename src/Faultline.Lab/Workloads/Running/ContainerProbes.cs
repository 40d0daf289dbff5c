using Faultline.Abstractions.Data;
using Faultline.Lab.Objects;

namespace Faultline.Lab.Workloads.Running;

/// <summary>
/// Asks a running container how it is: first the startup probe alone, then readiness and liveness side by side. A container with a
/// port and without a readiness probe is ready as soon as it takes connections there: a cluster would call it ready at once, and
/// send it calls that it can't take yet.
/// </summary>
internal sealed class ContainerProbes(DataObject container, ProbeCheck check, TimeProvider time)
{
    private static readonly TimeSpan ListenInterval = TimeSpan.FromMilliseconds(50);

    private readonly DataNode? _startup = container.At("startupProbe");
    private readonly DataNode? _readiness = container.At("readinessProbe");
    private readonly DataNode? _liveness = container.At("livenessProbe");
    private readonly int? _port = PodPorts.FirstOf(container);

    /// <summary>Told when the container becomes ready, or ceases to be.</summary>
    public required Action<bool> Ready { get; init; }

    /// <summary>Told when the startup probe has succeeded.</summary>
    public required Action Started { get; init; }

    /// <summary>Told of every probe that failed.</summary>
    public required Action<string> Unhealthy { get; init; }

    /// <summary>Whether the start itself is probed.</summary>
    public bool HasStartup => _startup is not null;

    /// <summary>Whether nothing has to be seen before the container counts as ready.</summary>
    public bool IsReadyAtOnce => _startup is null && _readiness is null && _port is null;

    /// <summary>Probes until the container has to be ended, and says why; null where the token fired first.</summary>
    public async Task<ProbeFailure?> RunAsync(TimeSpan grace, CancellationToken cancellationToken)
    {
        try
        {
            if (_startup is null)
            {
                Started();
            }
            else if (await HasEnoughAsync(_startup, "Startup", untilPassed: true, cancellationToken))
            {
                return Failure("startup", _startup, grace);
            }
            else
            {
                Started();
            }

            using var other = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var readiness = BecomeReadyAsync(other.Token);
            if (_liveness is not null)
            {
                await HasEnoughAsync(_liveness, "Liveness", untilPassed: false, cancellationToken);
                await other.CancelAsync();
                await readiness.ContinueWith(static _ => { }, TaskScheduler.Default);
                return Failure("liveness", _liveness, grace);
            }

            await readiness;
            await Task.Delay(Timeout.InfiniteTimeSpan, time, cancellationToken);
            return null;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private static ProbeFailure Failure(string which, DataNode probe, TimeSpan grace) =>
        new(
            $"failed {which} probe, will be restarted",
            probe.NumberAt("terminationGracePeriodSeconds") is { } own ? TimeSpan.FromSeconds(own) : grace
        );

    private async Task BecomeReadyAsync(CancellationToken cancellationToken)
    {
        if (_readiness is not null)
        {
            await WatchReadinessAsync(_readiness, cancellationToken);
        }
        else if (_port is { } port)
        {
            while (!await check.TakesConnectionsAsync(port, cancellationToken))
            {
                await Task.Delay(ListenInterval, time, cancellationToken);
            }

            Ready(true);
        }
        else if (_startup is not null)
        {
            Ready(true);
        }
    }

    private async Task WatchReadinessAsync(DataNode probe, CancellationToken cancellationToken)
    {
        var (good, bad, isReady) = (0L, 0L, false);
        await DelayAsync(probe, cancellationToken);
        while (true)
        {
            (good, bad) = await ProbeAsync(probe, "Readiness", good, bad, cancellationToken);
            if (!isReady && good >= (probe.NumberAt("successThreshold") ?? 1))
            {
                isReady = true;
                Ready(true);
            }
            else if (isReady && bad >= (probe.NumberAt("failureThreshold") ?? 3))
            {
                isReady = false;
                Ready(false);
            }

            await PauseAsync(probe, cancellationToken);
        }
    }

    /// <summary>Probes until the probe has failed as often as it may (true), or, where that is asked for, until it succeeded (false).</summary>
    private async Task<bool> HasEnoughAsync(DataNode probe, string name, bool untilPassed, CancellationToken cancellationToken)
    {
        var (good, bad) = (0L, 0L);
        await DelayAsync(probe, cancellationToken);
        while (true)
        {
            (good, bad) = await ProbeAsync(probe, name, good, bad, cancellationToken);
            if (bad >= (probe.NumberAt("failureThreshold") ?? 3))
            {
                return true;
            }

            if (untilPassed && good > 0)
            {
                return false;
            }

            await PauseAsync(probe, cancellationToken);
        }
    }

    private async Task<(long Good, long Bad)> ProbeAsync(
        DataNode probe,
        string name,
        long good,
        long bad,
        CancellationToken cancellationToken
    )
    {
        var result = await check.ProbeAsync(probe, cancellationToken);
        if (result.IsOk)
        {
            return (good + 1, 0);
        }

        Unhealthy($"{name} probe failed: {result.Message}");
        return (0, bad + 1);
    }

    private Task DelayAsync(DataNode probe, CancellationToken cancellationToken) =>
        Task.Delay(TimeSpan.FromSeconds(Math.Max(probe.NumberAt("initialDelaySeconds") ?? 0, 0)), time, cancellationToken);

    private Task PauseAsync(DataNode probe, CancellationToken cancellationToken) =>
        Task.Delay(TimeSpan.FromSeconds(Math.Max(probe.NumberAt("periodSeconds") ?? 10, 1)), time, cancellationToken);
}
