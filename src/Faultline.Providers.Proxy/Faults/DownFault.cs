using Faultline.Abstractions.Data;
using Faultline.Abstractions.Faults;
using Faultline.Providers.Proxy.Client;

namespace Faultline.Providers.Proxy.Faults;

/// <summary>
/// Disables a proxy, and enables it again. On a server of ours the lease owns what it has disabled, and enables it with its end; elsewhere
/// the record does.
/// </summary>
/// <param name="proxy">The proxy.</param>
/// <param name="url">The API that is meant where this run has not started the proxy; null for the usual one.</param>
/// <param name="reach">Finds the proxy.</param>
internal sealed class DownFault(string proxy, string? url, ProxyReach reach) : IFault
{
    private static readonly TimeSpan s_lease = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_late = TimeSpan.FromMilliseconds(250);

    /// <inheritdoc/>
    public DataObject Complete(DataObject arguments) => url is null ? arguments : arguments.With("url", url);

    /// <inheritdoc/>
    public async Task<CapturedFault> CaptureAsync(FaultContext context, CancellationToken stop)
    {
        ProxyReach.CheckTarget(context);
        var address = reach.Address(proxy, url);
        using var api = new ProxyApi(address, context.Time);
        var (found, version) = await reach.LookAsync(api, proxy, context, stop);
        var target = new ToxicTarget(address, proxy, version.IsOurs, DataObject.Empty);
        return new CapturedFault
        {
            What = $"disable the proxy '{proxy}' ({found.Listen} -> {found.Upstream}): its connections are closed, and new ones refused",
            Before = target.ToData().With("listen", found.Listen),
            Claims = [new FaultClaim($"proxy:{ToxicFault.Identity(address)}/{proxy}", $"the proxy '{proxy}' at {address}")],
            Undo =
            [
                version.IsOurs
                    ? target.Command("-X DELETE", "faultline/leases/" + context.Id)
                    : target.Command("""-X POST -d '{"enabled": true}'""", ProxyApi.PathOf(proxy)),
            ],
            Persists = !version.IsOurs,
            Backend = version.IsOurs ? "a lease of Faultline's proxy" : "a Toxiproxy, which has no leases",
            Limits = version.IsOurs ? [] : [ToxicFault.NoLease(address)],
        };
    }

    /// <inheritdoc/>
    public async Task<AppliedFault> ApplyAsync(UndoRecord record, FaultContext context, CancellationToken stop)
    {
        var target = ToxicTarget.Of(record);
        var api = target.Open(context.Time);
        ToxicGrip? held = null;
        try
        {
            var lease = target.IsOurs ? await api.HoldLeaseAsync(s_lease, stop, context.Id) : null;
            held = lease is null
                ? null
                : new ToxicGrip(api, lease, context, $"What has disabled the proxy '{proxy}'", _ => Task.CompletedTask);
            await api.UpdateProxyAsync(proxy, new ProxyChange { IsEnabled = false }, stop, lease?.Id);
            context.Report($"Proxy '{proxy}' is disabled: its connections are closed, and new ones refused");
            return new AppliedFault { After = lease is null ? DataObject.Empty : DataObject.Of(("lease", lease.Id)), Held = held };
        }
        catch (Exception e)
        {
            await (held?.DisposeAsync() ?? ValueTask.CompletedTask);
            if (e is ProxyApiException refused)
            {
                throw ProxyReach.Refusal(refused);
            }

            throw;
        }
        finally
        {
            if (held is null)
            {
                api.Dispose();
            }
        }
    }

    /// <inheritdoc/>
    public async Task<FaultProof> ProveAsync(UndoRecord record, FaultContext context, ProofMoment moment, CancellationToken stop)
    {
        var target = ToxicTarget.Of(record);
        using var api = target.Open(context.Time);
        try
        {
            if (await api.FindProxyAsync(proxy, stop) is not { } found)
            {
                return new FaultProof(
                    moment == ProofMoment.During ? ProofState.Unknown : ProofState.Absent,
                    $"there is no proxy '{proxy}' any more"
                );
            }

            return found.IsEnabled
                ? new FaultProof(ProofState.Absent, $"the proxy '{proxy}' is enabled")
                : await KnockAsync(found, target, context, stop);
        }
        catch (ProxyApiException e)
        {
            return e.IsRefusedConnection && moment != ProofMoment.During
                ? new FaultProof(ProofState.Absent, $"nothing listens at {target.Api} any more")
                : new FaultProof(ProofState.Unknown, e.Message.TrimEnd('.'));
        }
    }

    /// <inheritdoc/>
    public async Task<RevertResult> RevertAsync(UndoRecord record, FaultContext context, CancellationToken stop)
    {
        var target = ToxicTarget.Of(record);
        using var api = target.Open(context.Time);
        try
        {
            return target.IsOurs ? await EndLeaseAsync(api, target, context, stop) : await EnableAsync(api, record, context, stop);
        }
        catch (ProxyApiException e)
        {
            return ToxicUndo.Unreachable(target, e);
        }
    }

    // What the lease does not own (any more), somebody else has enabled or disabled since: it is theirs.
    private static async Task<RevertResult> EndLeaseAsync(ProxyApi api, ToxicTarget target, FaultContext context, CancellationToken stop)
    {
        var hasEnded = await ToxicUndo.EndLeaseAsync(api, context.Id, stop);
        var found = await api.FindProxyAsync(target.Proxy, stop);
        var now =
            found is null ? "is gone"
            : found.IsEnabled ? "is enabled"
            : "was disabled by somebody else";
        return hasEnded
            ? new RevertResult(RevertState.Reverted, $"the lease '{context.Id}' is ended, and the proxy '{target.Proxy}' {now}")
            : new RevertResult(RevertState.NothingToRevert, $"the lease '{context.Id}' has ended, and the proxy '{target.Proxy}' {now}");
    }

    private static async Task<RevertResult> EnableAsync(ProxyApi api, UndoRecord record, FaultContext context, CancellationToken stop)
    {
        var name = ToxicTarget.Of(record).Proxy;
        var found = await api.FindProxyAsync(name, stop);
        if (found is { IsEnabled: true } && record.After is null)
        {
            // The request of a process that has died may be on its way yet.
            await Task.Delay(s_late, context.Time, stop);
            found = await api.FindProxyAsync(name, stop);
        }

        if (found is null or { IsEnabled: true })
        {
            return new RevertResult(RevertState.NothingToRevert, $"the proxy '{name}' {(found is null ? "is gone" : "is enabled")}");
        }

        return await api.UpdateProxyAsync(name, new ProxyChange { IsEnabled = true }, stop) is { IsEnabled: true }
            ? new RevertResult(RevertState.Reverted, $"the proxy '{name}' is enabled again")
            : new RevertResult(RevertState.Failed, $"the proxy '{name}' is still disabled");
    }

    private async Task<FaultProof> KnockAsync(ProxyState found, ToxicTarget target, FaultContext context, CancellationToken stop) =>
        (ProxyDoor.TryParse(found.Listen, out var door) ? door.From(target.Api) : null) is not { } at
            ? new FaultProof(ProofState.Present, $"the proxy '{proxy}' is disabled; whether it refuses can't be tried from here")
            : await ProxyDoor.KnockAsync(at, context.Time, stop) switch
            {
                true => new FaultProof(ProofState.Absent, $"the proxy '{proxy}' is disabled, and somebody else answers at {found.Listen}"),
                false => new FaultProof(
                    ProofState.Present,
                    $"the proxy '{proxy}' is disabled, and a connection to {found.Listen} was refused"
                ),
                null => new FaultProof(
                    ProofState.Present,
                    $"the proxy '{proxy}' is disabled, and a connection to {found.Listen} did not come about"
                ),
            };
}
