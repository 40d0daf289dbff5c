using Faultline.Abstractions.Data;

namespace Faultline.Engine.Model;

/// <summary>How often a probe that fails is called again.</summary>
/// <param name="Attempts">How many calls there are at most; 2 or more.</param>
/// <param name="Interval">The pause before the second call.</param>
/// <param name="Backoff">By what each further pause is longer than the one before; 1 or more.</param>
public sealed record Retry(int Attempts, TimeSpan Interval, double Backoff);

/// <summary>How long a probe is called again until its result is within a tolerance.</summary>
/// <param name="Tolerance">Which results are accepted; null where the step's own tolerance says so.</param>
/// <param name="Interval">The pause between two calls.</param>
/// <param name="Timeout">After this no further call is made.</param>
public sealed record Until(DataNode? Tolerance, TimeSpan Interval, TimeSpan Timeout);
