namespace Faultline.Engine.Reports.Timeline;

/// <summary>A vertical line at a moment of the run.</summary>
internal sealed record Marker(string Id, double X, string Caption);

/// <summary>A phase of the run, as a strip above the lanes.</summary>
internal sealed record PhaseStrip(string Name, double Left, double Right, string Tooltip);

/// <summary>The timeline, laid out.</summary>
internal sealed record TimelineChart
{
    public required TimeScale Scale { get; init; }

    public required IReadOnlyList<LaneGroup> Groups { get; init; }

    public required IReadOnlyList<PhaseStrip> Phases { get; init; }

    public required IReadOnlyList<Marker> Markers { get; init; }

    /// <summary>The pods that were deleted.</summary>
    public required IReadOnlyList<PodFate> Pods { get; init; }

    /// <summary>How long probes took; empty where nothing tells.</summary>
    public required IReadOnlyList<LatencyPanel> Latencies { get; init; }

    /// <summary>When faults were there.</summary>
    public required IReadOnlyList<FaultWindow> Windows { get; init; }

    /// <summary>How many records could not be drawn, since the journal has no time for them.</summary>
    public required int Undrawn { get; init; }
}
