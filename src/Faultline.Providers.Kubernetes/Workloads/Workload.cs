using Faultline.Abstractions.Data;

namespace Faultline.Providers.Kubernetes.Workloads;

/// <summary>How many pods something has and is to have. A count that the API leaves out is 0.</summary>
/// <param name="Desired">How many there are to be.</param>
/// <param name="Ready">How many are ready.</param>
/// <param name="Available">How many have been ready long enough.</param>
/// <param name="IsCurrent">Whether these counts are of what is asked for now, rather than of what was asked for before.</param>
internal sealed record Workload(long Desired, long Ready, long Available, bool IsCurrent)
{
    /// <summary>Of a deployment or a stateful set.</summary>
    public static Workload Of(DataObject item) =>
        new(
            // The API itself puts in 1 where a manifest says nothing.
            Number(item, "spec", "replicas") ?? 1,
            Number(item, "status", "readyReplicas") ?? 0,
            Number(item, "status", "availableReplicas") ?? 0,
            IsObserved(item)
        );

    /// <summary>Of a daemon set.</summary>
    public static Workload OfDaemonSet(DataObject item) =>
        new(
            Number(item, "status", "desiredNumberScheduled") ?? 0,
            Number(item, "status", "numberReady") ?? 0,
            Number(item, "status", "numberAvailable") ?? 0,
            IsObserved(item)
        );

    private static bool IsObserved(DataObject item) =>
        Number(item, "metadata", "generation") is not { } generation
        || Number(item, "status", "observedGeneration") is not { } observed
        || observed >= generation;

    private static long? Number(DataObject item, string part, string key) =>
        (item[part] as DataObject)?[key] is DataNumber { IsInteger: true } number
        && long.TryParse(number.Text, System.Globalization.CultureInfo.InvariantCulture, out var value)
            ? value
            : null;
}
