namespace Faultline.Lab.Workloads.Running;

/// <summary>What a probe found.</summary>
/// <param name="IsOk">Whether the container is well.</param>
/// <param name="Message">What was seen, where it is not.</param>
internal sealed record ProbeResult(bool IsOk, string Message)
{
    public static ProbeResult Ok { get; } = new(true, "");

    public static ProbeResult Failed(string message) => new(false, message);
}
