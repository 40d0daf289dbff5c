using Faultline.Abstractions.Data;

namespace Faultline.Abstractions.Faults;

/// <summary>A fault to apply.</summary>
/// <param name="Function">The full name of its function.</param>
/// <param name="Arguments">Its arguments.</param>
/// <param name="Context">The run that it belongs to, and where it acts.</param>
public sealed record FaultOrder(string Function, DataObject Arguments, FaultContext Context);

/// <summary>Starts what holds the faults of a run, and what undoes them should the run not be able to.</summary>
public interface IFaultHolders
{
    /// <summary>Starts both, and returns once both are ready.</summary>
    /// <param name="run">The run's id.</param>
    /// <param name="report">Takes the lines that faults have for the user: the effect's id, and the text. Called from any thread.</param>
    /// <param name="stop">Ends the attempt.</param>
    /// <exception cref="FaultRefusedException">They can't be started, or have nowhere to write.</exception>
    Task<IFaultHolder> StartAsync(string run, Action<string, string> report, CancellationToken stop);
}

/// <summary>
/// The process that holds the faults of one run, and the watchdog beside it. Every question may throw
/// <see cref="FaultRefusedException"/>, also where the process that should answer is gone.
/// </summary>
public interface IFaultHolder : IAsyncDisposable
{
    /// <summary>Cancelled when the holder is gone or does not answer any more, or when the watchdog has taken over: what was held is lost.</summary>
    CancellationToken Lost { get; }

    /// <summary>Why it was lost, in a sentence; null where it is not.</summary>
    string? WhyLost { get; }

    /// <summary><see cref="IFault.CaptureAsync"/>.</summary>
    Task<CapturedFault> CaptureAsync(FaultOrder order, CancellationToken stop);

    /// <summary>
    /// Has the watchdog write down how far an effect has come; returns once that is on disk. A watchdog that died is replaced first,
    /// and the replacement knows all that the other had written.
    /// </summary>
    /// <param name="record">The record, as of now.</param>
    /// <param name="phase">How far it has come.</param>
    /// <param name="secrets">What a reversal needs besides, kept in the watchdog's memory only; null where nothing is.</param>
    /// <param name="stop">Ends the wait.</param>
    /// <exception cref="IOException">It could not be written down: nothing that depends on it may happen.</exception>
    Task KeepAsync(UndoRecord record, UndoPhase phase, DataObject? secrets, CancellationToken stop);

    /// <summary><see cref="IFault.ApplyAsync"/>; what holds the effect stays with the holder.</summary>
    /// <returns>What was left behind.</returns>
    Task<DataObject> ApplyAsync(UndoRecord record, FaultContext context, CancellationToken stop);

    /// <summary><see cref="IFault.ProveAsync"/>.</summary>
    Task<FaultProof> ProveAsync(UndoRecord record, FaultContext context, ProofMoment moment, CancellationToken stop);

    /// <summary>Lets go of what holds the effect, then <see cref="IFault.RevertAsync"/>. A holder that died is replaced first.</summary>
    Task<RevertResult> RevertAsync(UndoRecord record, FaultContext context, CancellationToken stop);
}
