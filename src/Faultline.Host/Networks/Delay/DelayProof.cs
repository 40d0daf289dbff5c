using System.Globalization;
using System.Net;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Faults;
using Faultline.Host.Networks.Canaries;
using Faultline.Linux.Networking.Links;

namespace Faultline.Host.Networks.Delay;

/// <summary>
/// Shows how long packets wait: by a canary that goes their way inside the target, or by packets that are meant and are seen to leave;
/// besides, by what the kernel has counted.
/// </summary>
/// <param name="plan">What is, or was, to wait how long.</param>
/// <param name="time">The clock.</param>
internal sealed class DelayProof(DelayPlan plan, TimeProvider time) : IDisposable
{
    private const int Canaries = 20;
    private const int Few = 3;

    // Of what was asked for, so much must be there, and not more than so much of it may be without.
    private const double Enough = 0.9;
    private const double Little = 0.5;
    private static readonly TimeSpan AllOfThem = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);

    private readonly CanaryFlock _flock = new(plan.Traffic.Scope.Network, plan.Traffic.Id, time);
    private DelayCanary? _canary;
    private double? _before;
    private bool _isAdopted;

    /// <summary>Without the fault: nothing waits.</summary>
    /// <param name="isThere">Whether something of it is there.</param>
    /// <param name="stop">Ends the look.</param>
    public async Task<FaultProof> WithoutAsync(bool isThere, CancellationToken stop)
    {
        if (isThere)
        {
            return new FaultProof(ProofState.Present, $"something of '{plan.Traffic.Id}' is there");
        }

        // A socket of its own for each look: rules for the one before are gone, or not made yet.
        _canary?.Dispose();
        _isAdopted = false;
        _canary = DelayCanary.Open(plan.Traffic.Scope.Network);
        if (await FlyAsync(stop) is not { } flight)
        {
            return new FaultProof(ProofState.Absent, "nothing is there that delays; no canary can be sent on the loopback device");
        }

        _before ??= flight.Middle;
        return new FaultProof(
            flight.Middle < Math.Max(Wanted * Little, 1) ? ProofState.Absent : ProofState.Unknown,
            string.Create(CultureInfo.InvariantCulture, $"canaries take {flight.Middle:0.00} ms at the median")
        )
        {
            Figures = Figures(flight, 0),
        };
    }

    /// <summary>With the fault: what is meant waits as long as it was asked to.</summary>
    public async Task<FaultProof> WithAsync(IDelayHold hold, CancellationToken stop)
    {
        if (_canary is not null && !_isAdopted)
        {
            _isAdopted = hold.Adopt(_canary);
        }

        var flight = _isAdopted ? await FlyAsync(stop) : await LeaveAsync(hold, stop);
        if (flight is null)
        {
            return await ByTrafficAsync(hold, stop);
        }

        var jitter = plan.Amount.Jitter.TotalMilliseconds;
        var longer = flight.Middle - (_isAdopted ? _before ?? 0 : 0);
        var isAsMeant = flight.Arrived >= flight.Sent * Enough && longer >= (Wanted * Enough) - jitter;
        return new FaultProof(
            isAsMeant ? ProofState.Present : ProofState.Absent,
            string.Create(
                CultureInfo.InvariantCulture,
                $"canaries take {longer:0.00} ms longer at the median ({plan.Amount} was asked for), {flight.Arrived} of {flight.Sent} arrived, and {hold.Delayed} packets have waited"
            )
        )
        {
            Figures = Figures(flight with { Middle = longer }, hold.Delayed).With("seen_packets", Seen(hold)),
        };
    }

    public void Dispose() => _canary?.Dispose();

    private double Wanted => plan.Amount.Delay.TotalMilliseconds;

    private async Task<Flight?> FlyAsync(CancellationToken stop) =>
        _canary is not null
        && await _canary.FlyAsync(Canaries, plan.Amount.Delay + plan.Amount.Jitter + Patience, time, stop) is { Count: > 0 } took
            ? new Flight(took[took.Count / 2], took[^1], Canaries, took.Count)
            : null;

    // Packets that are meant, seen behind what makes them wait.
    private async Task<Flight?> LeaveAsync(IDelayHold hold, CancellationToken stop)
    {
        using var links = plan.Traffic.Scope.Network.Run(LinkConnection.Open);
        var near = links
            .Routes()
            .Where(route => route.Gateway is not null)
            .Select(route => route.Gateway)
            .OfType<IPAddress>()
            .Distinct()
            .ToList();
        var traffic = plan.Traffic;
        // They go one after the other: fewer of them where each takes long.
        var count = Math.Clamp((int)(AllOfThem / plan.Amount.Delay), Few, Canaries);
        foreach (
            var route in CanaryRoute.Choose(
                traffic.Selection,
                traffic.Addresses.Included,
                traffic.Addresses.Excluded,
                traffic.Exclusions,
                near
            )
        )
        {
            var before = Seen(hold);
            var took = await _flock.TimeAsync(route, count, plan.Amount.Delay + plan.Amount.Jitter + Patience, stop);
            if (took.Count > 0 && Seen(hold) - before >= count)
            {
                return new Flight(took[took.Count / 2], took[^1], count, took.Count);
            }
        }

        return null;
    }

    // The target's own packets, where we can send none.
    private async Task<FaultProof> ByTrafficAsync(IDelayHold hold, CancellationToken stop)
    {
        for (var waited = TimeSpan.Zero; waited < Patience && Seen(hold) == 0; waited += Poll)
        {
            await Task.Delay(Poll, time, stop);
        }

        var seen = Seen(hold);
        return new FaultProof(
            seen > 0 ? ProofState.Present : ProofState.Unknown,
            seen > 0
                ? string.Create(CultureInfo.InvariantCulture, $"{seen} packets of the target's own have waited")
                : "it is in the kernel, but no canary can be sent, and no packet has waited yet"
        )
        {
            Figures = DataObject.Of(("seen_packets", seen)),
        };
    }

    private static long Seen(IDelayHold hold)
    {
        var count = hold.Count();
        return count.EgressSeen + count.IngressSeen;
    }

    private static DataObject Figures(Flight flight, long delayed) =>
        DataObject.Of(
            ("delay_p50_ms", Math.Round(flight.Middle, 3)),
            ("delay_max_ms", Math.Round(flight.Longest, 3)),
            ("canaries", (long)flight.Arrived),
            ("delayed_packets", delayed)
        );

    // In milliseconds.
    private sealed record Flight(double Middle, double Longest, int Sent, int Arrived);
}
