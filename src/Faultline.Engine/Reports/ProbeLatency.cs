using System.Collections.Immutable;

namespace Faultline.Engine.Reports;

/// <summary>How long the calls of one probe took, over the run.</summary>
/// <param name="Name">The probe's name.</param>
/// <param name="Calls">Its calls that have a start, an end and a duration, by their start.</param>
internal sealed record ProbeLatency(string Name, ImmutableArray<ActivityRecord> Calls)
{
    /// <summary>More probes than these are not looked at.</summary>
    public const int Most = 6;

    /// <summary>
    /// The probes that were called more than once, in the order in which they first were; none where the run neither watched its
    /// hypothesis nor broke anything by itself, since two calls far apart then tell nothing.
    /// </summary>
    public static ImmutableArray<ProbeLatency> Of(ReportModel model) =>
        model.During.IsEmpty && FaultEffect.Windows(model).IsEmpty
            ? []
            :
            [
                .. (
                    from record in model.Records
                    where record is { Type: "probe", Start: not null, End: not null, Duration: not null }
                    group record by record.Name into calls
                    where calls.Count() > 1
                    let latency = new ProbeLatency(calls.Key, [.. calls.OrderBy(call => call.Start)])
                    orderby latency.Calls[0].Start
                    select latency
                ).Take(Most),
            ];

    /// <summary>The share of the calls for which <paramref name="belongs"/> is true; null where there is none.</summary>
    public LatencyShare? Share(Func<ActivityRecord, bool> belongs)
    {
        var calls = Calls.Where(belongs).ToList();
        if (calls.Count == 0)
        {
            return null;
        }

        var durations = calls.Select(call => call.Duration!.Value).Order().ToList();
        return new LatencyShare(calls.Count, calls.Count(call => call.IsBad), durations[durations.Count / 2], durations[^1]);
    }
}

/// <summary>Some calls of a probe, summed up.</summary>
/// <param name="Calls">How many there are; at least one.</param>
/// <param name="Bad">How many of them missed, failed or did not end.</param>
/// <param name="Median">The median of their durations.</param>
/// <param name="Longest">The longest.</param>
internal sealed record LatencyShare(int Calls, int Bad, TimeSpan Median, TimeSpan Longest);
