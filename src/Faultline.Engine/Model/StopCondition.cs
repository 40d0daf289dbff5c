using System.Collections.Immutable;

namespace Faultline.Engine.Model;

/// <summary>What is watched while a run goes on: the first probe out of its tolerance halts it.</summary>
/// <param name="Probes">The probes, each with a tolerance.</param>
/// <param name="Frequency">The pause between two rounds.</param>
public sealed record StopCondition(ImmutableArray<Step> Probes, TimeSpan Frequency);
