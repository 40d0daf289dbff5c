using System.Globalization;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Faults;
using Faultline.Host.Networks.Exclusions;
using Faultline.Host.Networks.Names;
using Faultline.Host.Networks.Selecting;
using Faultline.Linux.Networking.Links;

namespace Faultline.Host.Networks.Drops;

/// <summary>Drops packets, all or a share of them, as a network does: nobody is told.</summary>
/// <param name="selection">Reads which traffic; not before a capture, since a record may have arguments that are masked.</param>
/// <param name="share">Which share of it, from 0 to 1.</param>
/// <param name="mechanisms">The ways to do that.</param>
/// <param name="period">How often names and devices are looked up again.</param>
internal sealed class DropFault(Func<NetworkSelection> selection, double share, DropMechanisms mechanisms, TimeSpan period) : IFault
{
    /// <summary>How much longer than the fault the kernel keeps what ends by itself.</summary>
    public static readonly TimeSpan DeadlineMargin = TimeSpan.FromSeconds(30);

    /// <summary>How often names and devices are looked up again, unless somebody says otherwise.</summary>
    public static readonly TimeSpan UsualPeriod = TimeSpan.FromSeconds(5);

    private DropPlan? _plan;
    private DropProof? _proof;
    private IDropMechanism? _mechanism;
    private IDropHold? _hold;
    private IReadOnlyList<NetworkLink> _links = [];

    /// <inheritdoc/>
    public async Task<CapturedFault> CaptureAsync(FaultContext context, CancellationToken stop)
    {
        _plan?.Scope.Dispose();
        var scope = NetworkScope.Find(context);
        _mechanism = await mechanisms.ChooseAsync(scope);
        var plan = await PlanAsync(scope, context, stop);
        var table = _mechanism.Table(context.Id);
        var more = _mechanism.Capture(plan);
        plan = plan with { Groups = more?.Groups ?? [] };
        var persists = more?.Persists ?? _mechanism.Persists;
        (_plan, _proof) = (plan, new DropProof(plan, context.Time));
        return new CapturedFault
        {
            What = What(plan),
            Before = (more?.Before ?? DataObject.Empty)
                .With("mechanism", _mechanism.Name)
                .With("network", scope.Identity)
                .With("table", table is { } made ? DataObject.Of(("family", made.FamilyWord), ("name", made.Name)) : DataNull.Instance)
                .With("devices", DataArray.Of(plan.Devices.Select(one => (DataNode)one))),
            // Rules of several faults add up: a packet that any of them drops is gone.
            Claims =
            [
                new FaultClaim(
                    string.Create(CultureInfo.InvariantCulture, $"packets:netns-{scope.Network.Inode}"),
                    $"packets of {scope.Place.Words}",
                    IsShared: true
                ),
            ],
            Undo = more?.Undo ?? (persists && table is { } left ? [$"{scope.Prefix}nft delete table {left}"] : []),
            Persists = persists,
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
            _hold = mechanism.Start(plan);
        }
        catch (IOException exception)
        {
            throw new FaultRefusedException(exception.Message);
        }

        var lines = new DropLines(plan.Selection, plan.Share, context.Report);
        lines.Begin(plan.Addresses.Excluded, plan.Addresses.Included, plan.Exclusions);
        var watch = DropWatch.Start(plan, _hold, lines, _links, context.Time, period);
        return Task.FromResult(new AppliedFault { After = _hold.Identity, Held = new DropGrip(watch, _hold) });
    }

    /// <inheritdoc/>
    public Task<FaultProof> ProveAsync(UndoRecord record, FaultContext context, ProofMoment moment, CancellationToken stop) =>
        (_proof, moment) switch
        {
            (null, _) => Task.FromResult(OfRecord(record)),
            ({ } proof, ProofMoment.During) when _hold is not null => proof.WithAsync(_hold, stop),
            ({ } proof, _) => proof.WithoutAsync(DropUndo.IsThere(record), stop),
        };

    /// <inheritdoc/>
    public Task<RevertResult> RevertAsync(UndoRecord record, FaultContext context, CancellationToken stop)
    {
        var result = DropUndo.Revert(record);
        if (_hold is not null && result.State == RevertState.NothingToRevert)
        {
            // It was let go of a moment ago, and that was looked at.
            result = result with
            {
                State = RevertState.Reverted,
                Message = $"what dropped packets was let go of: {result.Message} any more",
            };
        }

        _hold = result.IsIncomplete ? _hold : null;
        return Task.FromResult(result);
    }

    // In another process than the one that dropped, nothing is known but the record.
    private static FaultProof OfRecord(UndoRecord record) =>
        DropUndo.IsThere(record) switch
        {
            true => new FaultProof(ProofState.Present, "its table is there"),
            false => new FaultProof(ProofState.Absent, "its table is not there"),
            null => new FaultProof(ProofState.Unknown, "nobody has looked"),
        };

    private async Task<DropPlan> PlanAsync(NetworkScope scope, FaultContext context, CancellationToken stop)
    {
        var meant = selection();
        var addresses = await SelectedAddresses.FindAsync(meant, scope.Resolver(context), stop);
        if (meant.NamesRemotes && addresses.Included.All(one => addresses.Excluded.Any(other => other.Holds(one))))
        {
            throw new FaultRefusedException("every address that is selected is excluded as well", "Leave out one or the other.");
        }

        using var connection = scope.Network.Run(LinkConnection.Open);
        var links = DeviceChoice.Choose(meant, connection.Links(), addresses.Included);
        _links = links;
        return new DropPlan
        {
            Id = context.Id,
            Scope = scope,
            Selection = meant,
            Addresses = addresses,
            Exclusions = DerivedExclusions.Find(scope.Network, meant),
            Devices = [.. links.Select(link => link.Name)],
            Share = share,
            // Also where the kernel removes it with its process: that may stand still for ever.
            Deadline = context.Duration + DeadlineMargin,
            Time = context.Time,
        };
    }

    private static string What(DropPlan plan)
    {
        var selection = plan.Selection;
        var much = plan.Share < 1 ? string.Create(CultureInfo.InvariantCulture, $"{plan.Share * 100:0.###} % of the") : "all";
        var way = selection.Direction switch
        {
            TrafficDirection.Egress => "egress packets to",
            TrafficDirection.Ingress => "ingress packets from",
            _ => "packets to and from",
        };
        var whom = selection.NamesRemotes
            ? string.Join(", ", selection.Hosts.Concat(selection.Addresses.Select(one => one.ToString())))
            : "any address";
        var but = string.Join(", ", selection.ExcludedHosts.Concat(selection.ExcludedAddresses.Select(one => one.ToString())));
        return $"drop {much} {way} {whom}{(but.Length == 0 ? "" : $" except {but}")} in {plan.Scope.Place.Words} ({string.Join(", ", plan.Devices)})";
    }
}
