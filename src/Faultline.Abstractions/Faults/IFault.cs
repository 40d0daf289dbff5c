using Faultline.Abstractions.Data;

namespace Faultline.Abstractions.Faults;

/// <summary>
/// One reversible effect, bound to its arguments. Selecting, timing, journalling and retrying are the engine's work; a fault only
/// looks, breaks, shows and mends.
/// <code>
/// capture ──written down──> apply ──> prove ──> revert ──> prove
/// </code>
/// All but a <see cref="RevertAsync"/> after a death happen in one process, the run's holder, on one instance, which may remember what
/// it wants. A revert may happen in another process, on an instance that was bound to the same arguments and knows the record only.
/// </summary>
public interface IFault
{
    /// <summary>
    /// The arguments by which another process makes the same fault: those of the call, and what this instance has taken from the
    /// configuration or the environment, neither of which is known there.
    /// </summary>
    /// <param name="arguments">Those of the call.</param>
    DataObject Complete(DataObject arguments) => arguments;

    /// <summary>Looks, and changes nothing: what would be hit, what it is now, which names will be used, what a person would type to undo it.</summary>
    /// <param name="context">The run that it belongs to, and where it acts.</param>
    /// <param name="stop">Ends the look.</param>
    /// <exception cref="FaultRefusedException">It can't be applied here: nothing is selected, a right is missing, something is in the way.</exception>
    Task<CapturedFault> CaptureAsync(FaultContext context, CancellationToken stop);

    /// <summary>Makes the change. The record is on disk by now; what fails half way is reverted by it.</summary>
    /// <param name="record">What was captured.</param>
    /// <param name="context">The run that it belongs to.</param>
    /// <param name="stop">Ends the attempt.</param>
    /// <returns>What was left behind, by which a revert knows whether it still is as we left it.</returns>
    /// <exception cref="FaultRefusedException">It could not be applied.</exception>
    Task<AppliedFault> ApplyAsync(UndoRecord record, FaultContext context, CancellationToken stop);

    /// <summary>Looks whether the effect is there: by a canary of its own, sent where the target would feel it, or by the kernel's counters.</summary>
    /// <param name="record">What was captured, and what was left behind.</param>
    /// <param name="context">The run that it belongs to.</param>
    /// <param name="moment">Before it is applied, while it is, or after it was reverted.</param>
    /// <param name="stop">Ends the look.</param>
    Task<FaultProof> ProveAsync(UndoRecord record, FaultContext context, ProofMoment moment, CancellationToken stop);

    /// <summary>
    /// Puts back what still is as we left it, and reads it back. It may be called any number of times, by any process, at any moment
    /// after the record was written, before the apply began or half way through it; a target that is gone counts as reverted.
    /// </summary>
    /// <param name="record">What was captured, and what was left behind as far as that is known.</param>
    /// <param name="context">The run that it belongs to.</param>
    /// <param name="stop">Ends the attempt, which will be repeated.</param>
    Task<RevertResult> RevertAsync(UndoRecord record, FaultContext context, CancellationToken stop);
}
