using Faultline.Abstractions.Faults;
using Faultline.Engine.Journals;

namespace Faultline.Engine.Running.Faults;

/// <summary>Who is at what: no two faults may change the same thing, in one run or in several, unless what they do adds up.</summary>
internal sealed class FaultClaims(TargetLocks locks, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly List<(FaultClaim Claim, string Effect, string Activity)> _taken = [];

    /// <summary>Takes everything that a fault is about to change, until what is returned is disposed of.</summary>
    /// <exception cref="FaultRefusedException">Somebody else is at it.</exception>
    public IDisposable Take(IReadOnlyList<FaultClaim> claims, string effect, string activity, string run, string title)
    {
        lock (_lock)
        {
            foreach (var claim in claims)
            {
                var other = _taken.FirstOrDefault(taken =>
                    taken.Claim.Identity == claim.Identity && !(taken.Claim.IsShared && claim.IsShared)
                );
                if (other.Effect is not null)
                {
                    throw new FaultRefusedException(
                        $"{claim.Words} is being changed by the fault '{other.Activity}' ({other.Effect}) already",
                        "Let that one end first, or choose another target."
                    );
                }
            }

            var held = Lock(claims, run, title);
            _taken.AddRange(claims.Select(claim => (claim, effect, activity)));
            return new Taken(this, effect, held);
        }
    }

    private IDisposable Lock(IReadOnlyList<FaultClaim> claims, string run, string title)
    {
        try
        {
            // What this run holds already is its own.
            var targets = claims
                .Where(claim => _taken.TrueForAll(taken => taken.Claim.Identity != claim.Identity))
                .Select(claim => new LockedTarget(claim.Identity, claim.Words) { IsShared = claim.IsShared });
            var (held, conflicts) = locks.Take(targets, run, title, time.GetUtcNow());
            if (conflicts.IsEmpty)
            {
                return held;
            }

            held.Dispose();
            var conflict = conflicts[0];
            throw new FaultRefusedException(
                $"{conflict.Words} is held by run {conflict.RunId} ('{conflict.Title}') since {conflict.Since}",
                "Wait for its end, or halt it."
            );
        }
        catch (IOException e)
        {
            throw new FaultRefusedException(
                $"what the fault changes can't be locked: {e.Message}",
                "Name another folder with --state-dir."
            );
        }
    }

    private sealed class Taken(FaultClaims claims, string effect, IDisposable held) : IDisposable
    {
        public void Dispose()
        {
            lock (claims._lock)
            {
                claims._taken.RemoveAll(taken => taken.Effect == effect);
                held.Dispose();
            }
        }
    }
}
