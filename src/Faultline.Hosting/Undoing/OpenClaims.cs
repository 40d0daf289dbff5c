using System.Collections.Immutable;
using Faultline.Abstractions.Faults;

namespace Faultline.Hosting.Undoing;

/// <summary>
/// What other runs have changed and not put back yet: a fault may not begin on it, since it would take what it finds for what was
/// there before. Locks die with their run; these do not.
/// </summary>
/// <param name="folder">Where the undo logs stand.</param>
/// <param name="time">The clock.</param>
public sealed class OpenClaims(UndoFolder folder, TimeProvider time)
{
    // A watchdog that is at work is done in a moment.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(100);

    /// <summary>Returns when nobody else's undo is open on the things; waits a moment for a watchdog that is at work.</summary>
    /// <param name="claims">The things.</param>
    /// <param name="run">The run that wants them.</param>
    /// <param name="stop">Ends the wait.</param>
    /// <exception cref="FaultRefusedException">Somebody else's is, and stays so.</exception>
    public async Task CheckAsync(ImmutableArray<FaultClaim> claims, string run, CancellationToken stop)
    {
        var begun = time.GetTimestamp();
        while (Find(claims, run) is var (other, effect, claim))
        {
            var goesOn = IsEngineAlive(other);
            if (goesOn || !UndoLog.IsLocked(folder.LogOf(other)) || time.GetElapsedTime(begun) > Patience)
            {
                throw new FaultRefusedException(
                    $"{claim.Words} is {(goesOn ? "changed" : "still changed")} by the run '{other}': {effect.Record.What}",
                    goesOn ? "Wait for its end." : $"'faultline recover {other}' puts it back."
                );
            }

            await Task.Delay(Moment, time, stop);
        }
    }

    private (string Run, UndoEntry.Effect Effect, FaultClaim Claim)? Find(ImmutableArray<FaultClaim> claims, string run)
    {
        if (claims.IsEmpty)
        {
            return null;
        }

        foreach (var other in folder.Runs())
        {
            if (other != run && Read(other) is { } content)
            {
                foreach (var effect in content.Open)
                {
                    foreach (var claim in claims)
                    {
                        if (effect.Record.Claims.Any(theirs => theirs.Identity == claim.Identity && !(theirs.IsShared && claim.IsShared)))
                        {
                            return (other, effect, claim);
                        }
                    }
                }
            }
        }

        return null;
    }

    private bool IsEngineAlive(string run) => Read(run)?.Owners is { } owners && owners.Engine != owners.Watchdog && owners.Engine.IsAlive;

    private UndoLogContent? Read(string run)
    {
        try
        {
            return UndoLog.Read(folder.LogOf(run));
        }
        catch (IOException)
        {
            // It has ended meanwhile.
            return null;
        }
    }
}
