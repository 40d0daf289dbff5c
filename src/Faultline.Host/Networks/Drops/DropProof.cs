using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Faults;
using Faultline.Host.Networks.Canaries;
using Faultline.Host.Networks.Selecting;
using Faultline.Linux.Networking.Links;

namespace Faultline.Host.Networks.Drops;

/// <summary>
/// Shows whether packets are dropped: by canaries that are sent inside the target, and counted behind the filters; where none can be
/// sent, by what the kernel has counted of the target's own traffic.
/// </summary>
/// <param name="plan">What is, or was, to be dropped.</param>
/// <param name="time">The clock.</param>
internal sealed class DropProof(DropPlan plan, TimeProvider time)
{
    private const string Loopback = "lo";
    private const int FewCanaries = 20;
    private const int MostCanaries = 1000;
    private const double LostOnAverage = 60;
    private const double Deviations = 6;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);

    private readonly CanaryFlock _flock = new(plan.Scope.Network, plan.Id, time);
    private CanaryRoute? _route;

    private int Size =>
        plan.Share >= 1 ? FewCanaries : (int)Math.Clamp(Math.Ceiling(LostOnAverage / plan.Share), FewCanaries, MostCanaries);

    /// <summary>Without the fault: canaries leave.</summary>
    /// <param name="isThere">Whether something of the fault is there; null where nobody can tell.</param>
    /// <param name="stop">Ends the look.</param>
    public async Task<FaultProof> WithoutAsync(bool? isThere, CancellationToken stop)
    {
        if (isThere == true)
        {
            return new FaultProof(ProofState.Present, $"there is a table '{plan.Id}'");
        }

        _flock.Include = _ => { };
        var (flown, why) = await FlyAsync(FewCanaries, one => one.Left == 1, stop);
        var canaries = flown is null ? why : Say(flown);
        return flown switch
        {
            { Left: var left, Sent: var sent } when left == sent => Proof(ProofState.Absent, canaries, flown, null),
            // What stands in the way is not ours, or the end is not found on the link.
            _ when isThere == false => Proof(ProofState.Absent, $"nothing is there that drops; {canaries}", flown, null),
            _ => Proof(ProofState.Unknown, canaries, flown, null),
        };
    }

    /// <summary>With the fault: as many canaries are lost as are to be.</summary>
    public async Task<FaultProof> WithAsync(IDropHold hold, CancellationToken stop)
    {
        _flock.Include = hold.Include;
        var before = hold.Count();
        var (flown, why) = plan.Selection.HasEgress
            ? await FlyAsync(Size, _ => IsSeen(), stop)
            : (null, "only packets that come in are dropped");
        var after = hold.Count();
        var seen = after.EgressSeen - before.EgressSeen;
        if (flown is not null && seen >= flown.Sent)
        {
            return Proof(
                IsAsMeant(flown.Sent, flown.Lost) ? ProofState.Present : ProofState.Absent,
                string.Create(CultureInfo.InvariantCulture, $"{Say(flown)}, and the kernel has counted {seen} packets as meant"),
                flown,
                after
            );
        }

        return await ByTrafficAsync(hold, flown is null ? why : "canaries do not come as far as the filter", stop);

        bool IsSeen() => hold.Count().EgressSeen > before.EgressSeen;
    }

    // The target's own packets, where we can send none.
    private async Task<FaultProof> ByTrafficAsync(IDropHold hold, string why, CancellationToken stop)
    {
        var count = hold.Count();
        for (var waited = TimeSpan.Zero; waited < Patience && Seen(count) == 0; waited += Poll)
        {
            await Task.Delay(Poll, time, stop);
            count = hold.Count();
        }

        var seen = Seen(count);
        var dropped = count.EgressDropped + count.IngressDropped;
        var isMuch = plan.Share >= 1 ? seen > 0 : dropped > 0;
        return Proof(
            isMuch ? ProofState.Present : ProofState.Unknown,
            isMuch
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $"the kernel has dropped {dropped} of {seen} packets of the target's own ({why})"
                )
                : $"the rules are in the kernel, but no packet has been dropped yet: {why}",
            null,
            count
        );

        static long Seen(DropCount count) => count.EgressSeen + count.IngressSeen;
    }

    private async Task<(CanaryCount? Count, string Why)> FlyAsync(int count, Func<CanaryCount, bool> hasArrived, CancellationToken stop)
    {
        if (!plan.Selection.HasEgress)
        {
            return (null, "only packets that come in are meant, of which none can be sent from here");
        }

        try
        {
            if (_route is not null)
            {
                return (await _flock.FlyAsync(_route, count, stop), $"no canary can be sent any more, {_route}");
            }

            CanaryCount? last = null;
            foreach (var route in Routes())
            {
                // One ahead: an end that nobody finds on the link would swallow them all.
                if (await _flock.FlyAsync(route, 1, stop) is not { } one)
                {
                    continue;
                }

                last = one;
                if (hasArrived(one))
                {
                    _route = route;
                    return (await _flock.FlyAsync(route, count, stop), "");
                }
            }

            return (last, "no canary can be sent to what is selected");
        }
        catch (IOException exception)
        {
            return (null, exception.Message);
        }
    }

    private ImmutableArray<CanaryRoute> Routes()
    {
        using var links = plan.Scope.Network.Run(LinkConnection.Open);
        var near = links
            .Routes()
            .Select(route => route.Gateway)
            .OfType<IPAddress>()
            .Concat(links.Neighbours().Select(neighbour => neighbour.Address))
            .Where(address => !address.IsIPv6LinkLocal)
            .Distinct()
            .ToList();
        // What goes to an address of its own never leaves the target.
        var own = links.Addresses().Select(address => AddressRange.Of(address.Address));
        return CanaryRoute.Choose(
            plan.Selection,
            plan.Addresses.Included,
            [.. plan.Addresses.Excluded, .. plan.Devices.Contains(Loopback) ? [] : own],
            plan.Exclusions,
            near
        );
    }

    // Chance may be unkind, but not so much as once in a hundred million times.
    private bool IsAsMeant(int sent, int lost)
    {
        if (plan.Share >= 1)
        {
            return lost == sent;
        }

        var expected = sent * plan.Share;
        return lost > 0 && Math.Abs(lost - expected) <= (Deviations * Math.Sqrt(expected * (1 - plan.Share))) + 1;
    }

    private string Say(CanaryCount count) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{count.Lost} of {count.Sent} canary packets were lost ({100.0 * count.Lost / count.Sent:0.#} %)"
        )
        + (_route is null ? "" : $", {_route}")
        + (count.Refused > 0 ? ", and their sender was told" : "");

    private static FaultProof Proof(ProofState state, string seen, CanaryCount? flown, DropCount? count)
    {
        var figures = DataObject.Empty;
        if (flown is not null)
        {
            figures = figures
                .With("sent_packets", (long)flown.Sent)
                .With("lost_packets", (long)flown.Lost)
                .With("lost_percent", Math.Round(100.0 * flown.Lost / flown.Sent, 2));
        }

        if (count is not null)
        {
            figures = figures
                .With("egress_seen_packets", count.EgressSeen)
                .With("egress_dropped_packets", count.EgressDropped)
                .With("ingress_seen_packets", count.IngressSeen)
                .With("ingress_dropped_packets", count.IngressDropped);
        }

        return new FaultProof(state, seen) { Figures = figures };
    }
}
