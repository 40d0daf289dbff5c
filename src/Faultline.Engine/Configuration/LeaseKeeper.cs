using System.Globalization;
using Faultline.Abstractions.Secrets;

namespace Faultline.Engine.Configuration;

/// <summary>Renews leases while a run goes on: each after two thirds of its time, and again if that fails.</summary>
internal sealed class LeaseKeeper(TimeProvider time, Action<string> warn) : IAsyncDisposable
{
    // A timer runs for 49 days at most.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(40);
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);

    private readonly List<Task> _keeping = [];
    private readonly CancellationTokenSource _end = new();

    /// <summary>Renews these from now on.</summary>
    public void Keep(ISecretSession session, IEnumerable<SecretLease> leases)
    {
        foreach (var lease in leases.Where(lease => lease.Duration > TimeSpan.Zero))
        {
            _keeping.Add(KeepAsync(session, lease, _end.Token));
        }
    }

    /// <summary>Renews nothing more.</summary>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await Task.WhenAll(_keeping);
        _end.Dispose();
    }

    private async Task KeepAsync(ISecretSession session, SecretLease lease, CancellationToken end)
    {
        try
        {
            var over = time.GetUtcNow() + Bounded(lease.Duration);
            var hasWarned = false;
            while (time.GetUtcNow() < over)
            {
                var left = over - time.GetUtcNow();
                await Task.Delay(lease.IsRenewable && left > Shortest ? Max(left * 2 / 3, Shortest) : left, time, end);
                if (!lease.IsRenewable || time.GetUtcNow() >= over)
                {
                    continue;
                }

                var renewal = await session.RenewAsync(lease, end);
                if (renewal.Problem is { } problem && !hasWarned)
                {
                    warn(problem);
                    hasWarned = true;
                }

                if (renewal.Lease is { } renewed)
                {
                    lease = renewed;
                    over = time.GetUtcNow() + Bounded(renewed.Duration);
                    hasWarned = false;
                }
            }

            warn(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{lease.Id} has ended before the run did: what was fetched with it may no longer be valid."
                )
            );
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // The run is over, and with it the need.
        }
    }

    private static TimeSpan Bounded(TimeSpan span) => span < Longest ? span : Longest;

    private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
