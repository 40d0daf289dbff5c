namespace Faultline.Lab.Workloads.Running;

/// <summary>A container has to be ended and started again.</summary>
/// <param name="Why">Why, as the end of a sentence that begins with the container's name.</param>
/// <param name="Grace">How long it may take to end.</param>
internal sealed record ProbeFailure(string Why, TimeSpan Grace);
