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
    private const int NotStartedByARun = 2;

    /// <summary>Holds faults until the engine is gone, and ends with it.</summary>
    /// <returns>The exit code.</returns>
    public int Hold()
    {
        RoleProcess.DieWithStarter();
        if (Begin() is not { } channel)
        {
            return NotStartedByARun;
        }

        new HolderRole(functions, reversals, channel, time).Run();
        // Not by returning: whatever still runs here, and whatever is held, ends now.
        RoleProcess.EndNow();
        return 0;
    }

    /// <summary>Waits for the end of a run, and undoes what it left.</summary>
    /// <returns>The exit code.</returns>
    public int Watch()
    {
        RoleProcess.OutlastSignals();
        if (Begin() is not { } channel)
        {
            return NotStartedByARun;
        }

        // Last, since it hides our own files in /proc from us too where we are not root.
        RoleProcess.HideMemory();
        new WatchdogRole(functions, reversals, channel, time).Run();
        channel.Finish(TimeSpan.FromSeconds(1));
        return 0;
    }

    private static RoleChannel? Begin()
    {
        RoleProcess.KeepNoCore();
        RoleProcess.SpareFromShortage();
        if (RoleProcess.OpenChannel() is not var (input, output))
        {
            return null;
        }

        RoleProcess.CloseInherited();
        return new RoleChannel(input, output);
    }

    internal TimeProvider Time => time;

    internal Reverting Reverting(HoldingLimits limits) => new(functions, reversals, limits, time);
}
