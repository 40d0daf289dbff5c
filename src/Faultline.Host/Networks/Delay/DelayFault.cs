using Faultline.Abstractions.Faults;
using Faultline.Host.Networks.Drops;
using Faultline.Host.Networks.Exclusions;
using Faultline.Host.Networks.Names;
using Faultline.Host.Networks.Selecting;
using Faultline.Linux.Networking.Links;

namespace Faultline.Host.Networks.Delay;

/// <summary>Makes round trips longer.</summary>
/// <param name="selection">Reads which traffic; not before a capture, since a record may have arguments that are masked.</param>
/// <param name="amount">How much longer.</param>
/// <param name="mechanisms">The ways to do that.</param>
internal sealed class DelayFault(Func<NetworkSelection> selection, DelayAmount amount, DelayMechanisms mechanisms) : IFault
{
    private DelayPlan? _plan;
    private DelayProof? _proof;
    private IDelayMechanism? _mechanism;
    private IDelayHold? _hold;

    /// <inheritdoc/>
    public async Task<CapturedFault> CaptureAsync(FaultContext context, CancellationToken stop)
    {
        _plan?.Traffic.Scope.Dispose();
        _proof?.Dispose();
        var plan = await PlanAsync(NetworkScope.Find(context), context, stop);
        (_mechanism, var found) = await mechanisms.ChooseAsync(mechanism => mechanism.Capture(plan));
        plan = _mechanism.Persists
            ? plan with
            {
                Traffic = plan.Traffic with { Deadline = context.Duration + DropFault.DeadlineMargin },
            }
            : plan;
        (_plan, _proof) = (plan, new DelayProof(plan, context.Time));
        return new CapturedFault
        {
            What = What(plan),
            Before = found.Before.With("mechanism", _mechanism.Name).With("network", plan.Traffic.Scope.Identity),
            Claims = found.Claims,
            Undo = found.Undo,
            Persists = _mechanism.Persists,
            Backend = _mechanism.Name,
            Limits = _mechanism.Limits,
        };
    }

    /// <inheritdoc/>
    public Task<AppliedFault> ApplyAsync(UndoRecord record, FaultContext context, CancellationToken stop)
    {
        var (plan, mechanism) =
            _plan is { } known && _mechanism is { } chosen
                ? (known, chosen)
                : throw new FaultRefusedException("nothing was captured in this process");
        try
        {
            _hold = mechanism.Start(plan, record.Before);
        }
        catch (IOException exception)
        {
            throw new FaultRefusedException(exception.Message);
        }

        var traffic = plan.Traffic;
        var lines = new DropLines(traffic.Selection, 1, context.Report, $"Delaying by {amount} all");
        lines.Begin(traffic.Addresses.Excluded, traffic.Addresses.Included, traffic.Exclusions);
        var watch = DropWatch.Start(traffic, _hold, lines, plan.Links, context.Time, DropFault.UsualPeriod);
        return Task.FromResult(new AppliedFault { After = _hold.Identity, Held = new DropGrip(watch, _hold) });
    }

    /// <inheritdoc/>
    public Task<FaultProof> ProveAsync(UndoRecord record, FaultContext context, ProofMoment moment, CancellationToken stop) =>
        (_proof, moment) switch
        {
            (null, _) => Task.FromResult(OfRecord(record)),
            ({ } proof, ProofMoment.During) when _hold is not null => proof.WithAsync(_hold, stop),
            ({ } proof, _) => proof.WithoutAsync(DelayUndo.IsThere(record), stop),
        };

    /// <inheritdoc/>
    public Task<RevertResult> RevertAsync(UndoRecord record, FaultContext context, CancellationToken stop)
    {
        try
        {
            var result = DelayUndo.Revert(record);
            _hold = result.IsIncomplete ? _hold : null;
            return Task.FromResult(result);
        }
        catch (IOException exception)
        {
            return Task.FromResult(new RevertResult(RevertState.Failed, exception.Message));
        }
    }

    // In another process than the one that delayed, nothing is known but the record.
    private static FaultProof OfRecord(UndoRecord record) =>
        DelayUndo.IsThere(record)
            ? new FaultProof(ProofState.Present, "something of it is in the kernel")
            : new FaultProof(ProofState.Absent, "nothing of it is in the kernel");

    private async Task<DelayPlan> PlanAsync(NetworkScope scope, FaultContext context, CancellationToken stop)
    {
        if (!scope.IsWhole)
        {
            throw new FaultRefusedException(
                $"the packets of {scope.Place.Words} can't be told from those of others on their way through a queue",
                "Choose the host, a network namespace or a container with a network of its own, and restrict it by 'egress_port' or 'src_port'."
            );
        }

        var meant = selection();
        var addresses = await SelectedAddresses.FindAsync(meant, scope.Resolver(context), stop);
        if (meant.NamesRemotes && addresses.Included.All(one => addresses.Excluded.Any(other => other.Holds(one))))
        {
            throw new FaultRefusedException("every address that is selected is excluded as well", "Leave out one or the other.");
        }

        using var connection = scope.Network.Run(LinkConnection.Open);
        var links = DeviceChoice.Choose(meant, connection.Links(), addresses.Included);
        var traffic = new DropPlan
        {
            Id = context.Id,
            Scope = scope,
            Selection = meant,
            Addresses = addresses,
            Exclusions = DerivedExclusions.Find(scope.Network, meant),
            Devices = [.. links.Select(link => link.Name)],
            Share = 1,
        };
        return new DelayPlan(traffic, amount, links, context.Seed);
    }

    private static string What(DelayPlan plan)
    {
        var selection = plan.Traffic.Selection;
        var whom = selection.NamesRemotes
            ? string.Join(", ", selection.Hosts.Concat(selection.Addresses.Select(one => one.ToString())))
            : "any address";
        var but = string.Join(", ", selection.ExcludedHosts.Concat(selection.ExcludedAddresses.Select(one => one.ToString())));
        return $"delay packets to and from {whom}{(but.Length == 0 ? "" : $" except {but}")} by {plan.Amount}"
            + $" in {plan.Traffic.Scope.Place.Words} ({string.Join(", ", plan.Traffic.Devices)})";
    }
}
