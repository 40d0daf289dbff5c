using Faultline.Abstractions.Faults;
using Faultline.Cli.Rendering;
using Faultline.Hosting.Holding;
using Faultline.Hosting.Undoing;

namespace Faultline.Cli.Commands;

/// <summary>What killed runs left is put back before another one begins: it would take what it finds for what was always there.</summary>
internal sealed class LeftoverRecovery(UndoFolder folder, FaultRoles roles, Log log)
{
    /// <summary>Puts back what can be, and warns of the rest.</summary>
    /// <param name="mayAct">Whether anything may be changed; otherwise there are warnings only.</param>
    /// <param name="stop">Ends the repetitions.</param>
    public async Task RunAsync(bool mayAct, CancellationToken stop)
    {
        // Nearly always there is none, and nothing of this is needed.
        if (folder.Runs().IsEmpty)
        {
            return;
        }

        var recovery = new Recovery(folder, roles, Recovery.Limits);
        foreach (var leftover in recovery.Find().Where(leftover => leftover.InHands is null))
        {
            // What could not be put back before, and what can't be read, is for a person to look at.
            if (!mayAct || leftover.IsDamaged || leftover.Effects.Any(effect => effect.Phase == UndoPhase.Failed))
            {
                log.Write(
                    LogLevel.Warning,
                    $"The run {leftover.Run} has left something broken: 'faultline recover {leftover.Run}' puts it back, or says what to do."
                );
            }
            else
            {
                await RecoverAsync(recovery, leftover, stop);
            }
        }
    }

    private async Task RecoverAsync(Recovery recovery, Leftover leftover, CancellationToken stop)
    {
        try
        {
            var recovered = await recovery.RecoverAsync(leftover, stop);
            foreach (var effect in recovered.Effects)
            {
                log.Write(
                    effect.IsOpen ? LogLevel.Error : LogLevel.Warning,
                    $"The run {leftover.Run} was killed and left this: {effect.Record.What}; "
                        + (effect.IsOpen ? "it could not be put back: " : "put back: ")
                        + effect.Message
                );
            }
        }
        catch (IOException e)
        {
            log.Write(LogLevel.Warning, $"What the run {leftover.Run} left can't be put back: {e.Message}");
        }
    }
}
