using Faultline.Abstractions.Faults;
using Faultline.Abstractions.Functions;
using Faultline.Hosting.Undoing;
using Faultline.Linux.Processes;

namespace Faultline.Hosting.Holding;

/// <summary>The roles of this program in a run with faults.</summary>
/// <param name="functions">Where the roles find the faults that records name.</param>
/// <param name="reversals">What undoes changes that are no faults.</param>
/// <param name="time">The clock.</param>
public sealed class FaultRoles(FunctionCatalog functions, IReadOnlyList<IReversal> reversals, TimeProvider time)
{
    /// <summary>Holds faults until the engine is gone, and ends with it.</summary>
    /// <returns>The exit code.</returns>
    public int Hold()
    {
        RoleProcess.DieWithStarter();
        RoleProcess.KeepNoCore();
        RoleProcess.SpareFromShortage();
        var (input, output) = RoleProcess.OpenChannel();
        RoleProcess.CloseInherited();
        new HolderRole(functions, reversals, new RoleChannel(input, output), time).Run();
        // Not by returning: whatever still runs here, and whatever is held, ends now.
        RoleProcess.EndNow();
        return 0;
    }

    /// <summary>Waits for the end of a run, and undoes what it left.</summary>
    /// <returns>The exit code.</returns>
    public int Watch()
    {
        RoleProcess.OutlastSignals();
        RoleProcess.KeepNoCore();
        RoleProcess.SpareFromShortage();
        var (input, output) = RoleProcess.OpenChannel();
        RoleProcess.CloseInherited();
        // Last, since it hides our own files in /proc from us too where we are not root.
        RoleProcess.HideMemory();
        var channel = new RoleChannel(input, output);
        new WatchdogRole(functions, reversals, channel, time).Run();
        channel.Finish(TimeSpan.FromSeconds(1));
        return 0;
    }

    internal TimeProvider Time => time;

    internal Reverting Reverting(HoldingLimits limits) => new(functions, reversals, limits, time);
}
