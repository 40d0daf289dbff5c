namespace Faultline.Host.Diagnosis;

/// <summary>A way in which faults can be made, which this machine has or does not have.</summary>
public interface IMechanism
{
    /// <summary>Its name, such as <c>nftables netdev, owner table</c>.</summary>
    string Name { get; }

    /// <summary>The full names of the faults that use it: <c>network.blackhole</c>.</summary>
    IReadOnlyList<string> Faults { get; }

    /// <summary>
    /// Tries it, where nobody feels it: in a throwaway namespace, on a folder of its own. Takes well under a second, and leaves nothing.
    /// </summary>
    /// <param name="stop">Ends the attempt.</param>
    Task<MechanismReport> ProbeAsync(CancellationToken stop);
}

/// <summary>Whether a mechanism works here.</summary>
/// <param name="Works">Whether it does.</param>
/// <param name="Why">Why it does not, in a sentence without a full stop; null where it does.</param>
/// <param name="Remedy">What to grant or install, in a sentence; null where nothing is to be done.</param>
public sealed record MechanismReport(bool Works, string? Why = null, string? Remedy = null)
{
    /// <summary>It works.</summary>
    public static MechanismReport Fine { get; } = new(true);

    /// <summary>What it can't do, or does differently, in sentences.</summary>
    public IReadOnlyList<string> Limits { get; init; } = [];
}
