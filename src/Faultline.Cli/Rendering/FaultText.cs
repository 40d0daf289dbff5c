using Faultline.Abstractions.Faults;
using Faultline.Engine.Model.Events;

namespace Faultline.Cli.Rendering;

/// <summary>The events of faults as lines of the log.</summary>
internal static class FaultText
{
    /// <summary>The lines for an event, each with its level.</summary>
    public static IEnumerable<(LogLevel Level, string Text)> Of(RunEvent happened)
    {
        switch (happened)
        {
            case FaultCaptured { IsFault: true } captured:
                yield return (LogLevel.Info, $"Fault: {captured.Record.What} [{captured.Record.Id}], until {Until(captured)}");
                if (captured.Backend is not null)
                {
                    yield return (LogLevel.Debug, $"  mechanism: {captured.Backend}");
                }

                foreach (var limit in captured.Limits)
                {
                    yield return (LogLevel.Info, $"  limit: {limit}");
                }

                if (captured.Record.Irreversible is { } reason)
                {
                    yield return (LogLevel.Warning, $"This fault can't be undone: {reason}");
                }

                break;
            case FaultCaptured captured:
                yield return (LogLevel.Debug, $"Will be undone at the end of the run: {captured.Record.What} [{captured.Record.Id}]");
                break;
            case FaultProven { Moment: ProofMoment.During, Proof.State: ProofState.Present } proven:
                yield return (LogLevel.Info, $"  => proven: {proven.Proof.Seen}");
                break;
            case FaultProven { Moment: ProofMoment.During } proven:
                yield return (LogLevel.Warning, $"  => not proven: {proven.Proof.Seen}");
                break;
            case FaultProven { Moment: ProofMoment.Before, Proof.State: ProofState.Present } proven:
                yield return (LogLevel.Warning, $"  => there before the fault: {proven.Proof.Seen}");
                break;
            case FaultProven proven:
                yield return (LogLevel.Debug, $"  => {proven.Moment.ToString().ToLowerInvariant()}: {proven.Proof.Seen}");
                break;
            case FaultReported reported:
                yield return (LogLevel.Info, reported.Text);
                break;
            case FaultReverting reverting:
                yield return (LogLevel.Info, $"Undoing [{reverting.Effect}]: {reverting.Why}");
                break;
            case FaultReverted { IsUndone: true } reverted:
                yield return (LogLevel.Info, $"  => undone [{reverted.Effect}]: {reverted.Result.Message}");
                break;
            case FaultReverted reverted:
                yield return (LogLevel.Critical, $"NOT UNDONE [{reverted.Effect}]: {reverted.Result.Message}");
                break;
            case FaultsLost lost:
                yield return (LogLevel.Critical, $"The faults of this run are gone: {lost.Why}");
                break;
            default:
                break;
        }
    }

    private static string Until(FaultCaptured captured) =>
        captured.Until switch
        {
            FaultUntil.Duration =>
                $"{captured.Duration!.Value.TotalSeconds.ToString("0.###", System.Globalization.CultureInfo.InvariantCulture)} s are over",
            FaultUntil.Method => "the method ends",
            FaultUntil.Hypothesis => "the hypothesis is evaluated",
            FaultUntil.Rollbacks => "the run ends",
            _ => throw new System.Diagnostics.UnreachableException(captured.Until.ToString()),
        };
}
