using Faultline.Abstractions.Data;

namespace Faultline.Abstractions.Controls;

/// <summary>What a control may have done for it by the run that it belongs to. Safe to use from any thread, until it is cleaned up.</summary>
public interface IControlRun
{
    /// <summary>Carries out a probe and holds what it finds against its tolerance. The result stands in log and journal.</summary>
    /// <param name="probe">A probe as documents declare it, with a <c>tolerance</c>; its variables are replaced.</param>
    /// <param name="stop">Ends the check.</param>
    Task<ControlCheck> CheckAsync(DataObject probe, CancellationToken stop);

    /// <summary>Ends the run as halted: what is running is stopped, what is left is skipped.</summary>
    /// <param name="message">The line that the log shows.</param>
    /// <param name="reason">The condition, for the verdict.</param>
    void Halt(string message, string reason);

    /// <summary>Tells the user that something is wrong with the control, while no hook is called.</summary>
    void Warn(string message);
}

/// <summary>What a probe said.</summary>
/// <param name="Met">Whether it is in its tolerance; null where it could not be carried out or was stopped.</param>
/// <param name="Explanation">Why it is not, or why that can't be told; null where it is.</param>
public sealed record ControlCheck(bool? Met, string? Explanation);
