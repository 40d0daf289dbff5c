namespace Faultline.Lab.Workloads.Running;

/// <summary>How a container of a pod is doing, with what its status repeats of its spec.</summary>
internal sealed record NamedSituation(string Name, string Image, ContainerRole Role, ContainerSituation Situation)
{
    /// <summary>Whether those after it may start: an init container that succeeded, a sidecar that is up.</summary>
    public bool IsDone => Role == ContainerRole.Sidecar ? Situation.IsStarted : Situation.Ended?.Status.Number == 0;
}

/// <summary>How a pod is doing.</summary>
internal sealed record PodSituation(IReadOnlyList<NamedSituation> Inits, IReadOnlyList<NamedSituation> Mains)
{
    /// <summary>Whether the pod has got so far that containers could be started.</summary>
    public required bool HasStarted { get; init; }

    /// <summary>Pending, Running, Succeeded or Failed.</summary>
    public string Phase =>
        Inits.Any(one => one.Role == ContainerRole.Init && one.Situation.Ended is { Status.Number: not 0 }) ? "Failed"
        : Mains.All(one => one.Situation.Ended is not null)
            ? Mains.All(one => one.Situation.Ended!.Status.Number == 0) ? "Succeeded"
                : "Failed"
        : Mains.All(one => one.Situation.HasRun) ? "Running"
        : "Pending";
}
