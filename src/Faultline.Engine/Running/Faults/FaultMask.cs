using Faultline.Abstractions.Data;
using Faultline.Engine.Configuration;
using Faultline.Engine.Model.Events;

namespace Faultline.Engine.Running.Faults;

/// <summary>Hides secrets in the events of faults.</summary>
internal static class FaultMask
{
    /// <summary>The event as it may be written down.</summary>
    public static RunEvent Apply(RunEvent happened, SecretMask mask) =>
        happened switch
        {
            // The record itself was masked when it was made: the watchdog writes the same one down.
            FaultCaptured e => e with { Activity = mask.Apply(e.Activity), Limits = [.. e.Limits.Select(mask.Apply)] },
            FaultApplied e => e with { After = (DataObject)mask.Apply(e.After) },
            FaultProven e => e with
            {
                Proof = e.Proof with { Seen = mask.Apply(e.Proof.Seen), Figures = (DataObject)mask.Apply(e.Proof.Figures) },
            },
            FaultReported e => e with { Text = mask.Apply(e.Text) },
            FaultReverting e => e with { Why = mask.Apply(e.Why) },
            FaultReverted e => e with
            {
                Result = e.Result with { Message = mask.Apply(e.Result.Message), Commands = [.. e.Result.Commands.Select(mask.Apply)] },
            },
            FaultsLost e => e with { Why = mask.Apply(e.Why) },
            _ => happened,
        };
}
