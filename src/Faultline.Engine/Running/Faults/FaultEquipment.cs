using Faultline.Abstractions.Faults;
using Faultline.Engine.Journals;

namespace Faultline.Engine.Running.Faults;

/// <summary>What a run needs to break things and to put them back.</summary>
/// <param name="Holders">Starts what holds its faults, and the watchdog.</param>
/// <param name="Reversals">What undoes the changes of functions.</param>
/// <param name="Locks">The locks on what faults change, on this whole machine.</param>
public sealed record FaultEquipment(IFaultHolders Holders, IReadOnlyList<IReversal> Reversals, TargetLocks Locks);
