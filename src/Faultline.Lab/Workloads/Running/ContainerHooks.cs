using Faultline.Abstractions.Data;
using Faultline.Lab.Objects;

namespace Faultline.Lab.Workloads.Running;

/// <summary>What a container wants to happen after its start and before its end.</summary>
internal sealed class ContainerHooks(DataObject container, ProbeCheck check, PodScene scene)
{
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(2);

    private string Name => container.Text("name") ?? "";

    /// <summary>Runs the hook after the start; why the container has to be ended, where the hook failed.</summary>
    public async Task<ProbeFailure?> AfterStartAsync(CancellationToken cancellationToken)
    {
        if (container.At("lifecycle", "postStart") is not { } hook)
        {
            return null;
        }

        try
        {
            var result = await RunAsync(hook, cancellationToken);
            if (result.IsOk)
            {
                return null;
            }

            scene.Warning("FailedPostStartHook", $"PostStartHook failed: {result.Message}", Name);
            return new ProbeFailure("failed its postStart hook", TimeSpan.Zero);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>Runs the hook before the end, for no longer than the grace, and returns what is left of that: a moment at least.</summary>
    public async Task<TimeSpan> BeforeStopAsync(TimeSpan grace)
    {
        if (container.At("lifecycle", "preStop") is not { } hook || grace <= TimeSpan.Zero)
        {
            return grace;
        }

        var begun = scene.Context.Time.GetTimestamp();
        await StopAsync(hook, grace);
        var left = grace - scene.Context.Time.GetElapsedTime(begun);
        return left > Least ? left : Least;
    }

    private async Task StopAsync(DataNode hook, TimeSpan grace)
    {
        using var limit = new CancellationTokenSource(grace, scene.Context.Time);
        try
        {
            var result = await RunAsync(hook, limit.Token);
            if (!result.IsOk)
            {
                scene.Warning("FailedPreStopHook", $"PreStopHook failed: {result.Message}", Name);
            }
        }
        catch (OperationCanceledException)
        {
            scene.Warning("FailedPreStopHook", "PreStopHook did not end within the grace period", Name);
        }
    }

    private async Task<ProbeResult> RunAsync(DataNode hook, CancellationToken cancellationToken)
    {
        if (hook.NumberAt("sleep", "seconds") is { } seconds)
        {
            await Task.Delay(TimeSpan.FromSeconds(Math.Max(seconds, 0)), scene.Context.Time, cancellationToken);
            return ProbeResult.Ok;
        }

        return await check.AskAsync(hook, cancellationToken);
    }
}
