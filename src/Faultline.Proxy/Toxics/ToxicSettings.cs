namespace Faultline.Proxy.Toxics;

/// <summary>What of a toxic can be changed.</summary>
/// <param name="Toxicity">The share of connections that it is for, 0 to 1.</param>
/// <param name="Values">Its attributes, in the order of its kind.</param>
internal sealed record ToxicSettings(double Toxicity, IReadOnlyList<long> Values);
