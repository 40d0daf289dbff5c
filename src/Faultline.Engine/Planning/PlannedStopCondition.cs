using System.Collections.Immutable;

namespace Faultline.Engine.Planning;

/// <summary>What is watched while a run goes on, with references followed.</summary>
/// <param name="Probes">The probes, each with its tolerance.</param>
/// <param name="Frequency">The pause between two rounds.</param>
public sealed record PlannedStopCondition(ImmutableArray<PlannedStep> Probes, TimeSpan Frequency);
