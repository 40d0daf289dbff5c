using Faultline.Abstractions.Faults;
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
    /// <summary>What reverts in this process where no other can be started any more; null for nothing.</summary>
    public FaultRoles? LastResort { get; init; }

    /// <inheritdoc/>
    public async Task<IFaultHolder> StartAsync(string run, Action<string, string> report, CancellationToken stop)
    {
        using var most = new CancellationTokenSource(limits.Start, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(most.Token, stop);
        var session = new HolderSession(
            new HolderSetup(program, processes, undo, limits, time, LastResort?.Reverting(limits)),
            run,
            report
        );
        try
        {
            await session.StartAsync(either.Token);
            return session;
        }
        catch (Exception e)
        {
            await session.DisposeAsync();
            throw e switch
            {
                OperationCanceledException when !stop.IsCancellationRequested => new FaultRefusedException(
                    $"the processes that hold and undo faults did not begin within {limits.Start.TotalSeconds:0.#} s",
                    "The machine may be too busy; nothing was changed."
                ),
                ProcessStartException or RoleGoneException or IOException => new FaultRefusedException(
                    $"the processes that hold and undo faults can't be started: {e.Message}"
                ),
                _ => e,
            };
        }
    }
}

/// <summary>What the holder of every run is made of.</summary>
internal sealed record HolderSetup(
    RoleProgram Program,
    ProcessStarter Processes,
    UndoFolder Undo,
    HoldingLimits Limits,
    TimeProvider Time,
    Reverting? LastResort
);
