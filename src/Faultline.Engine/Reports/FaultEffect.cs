using System.Collections.Immutable;

namespace Faultline.Engine.Reports;

/// <summary>How long a probe took before a fault, while it was there, and after it; null where there was no call.</summary>
internal sealed record FaultEffect(string Probe, LatencyShare? Before, LatencyShare? During, LatencyShare? After)
{
    /// <summary>The faults that were there, in the order in which they began.</summary>
    public static ImmutableArray<FaultRecord> Windows(ReportModel model) =>
        [.. model.Faults.Where(fault => fault is { IsFault: true, Start: not null }).OrderBy(fault => fault.Start)];

    /// <summary>The effect on each probe. A call belongs to a fault as soon as it saw some of it.</summary>
    /// <param name="latencies">The probes.</param>
    /// <param name="fault">One of the <see cref="Windows"/>.</param>
    public static IEnumerable<FaultEffect> Of(IEnumerable<ProbeLatency> latencies, FaultRecord fault)
    {
        var (start, end) = (fault.Start, fault.End ?? DateTimeOffset.MaxValue);
        return latencies.Select(latency => new FaultEffect(
            latency.Name,
            latency.Share(call => call.End <= start),
            latency.Share(call => call.End > start && call.Start < end),
            latency.Share(call => call.End > start && call.Start >= end)
        ));
    }
}
