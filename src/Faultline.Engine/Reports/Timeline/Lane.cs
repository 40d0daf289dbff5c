namespace Faultline.Engine.Reports.Timeline;

/// <summary>A row of the timeline: bars from left to right that do not overlap.</summary>
internal sealed record Lane(string Name, IReadOnlyList<Bar> Bars);

/// <summary>Lanes under one heading.</summary>
internal sealed record LaneGroup(string Title, string Id, IReadOnlyList<Lane> Lanes)
{
    /// <summary>The evaluations of a continuous hypothesis, drawn as a strip above the lanes.</summary>
    public IReadOnlyList<EvaluationTick> Evaluations { get; init; } = [];
}
