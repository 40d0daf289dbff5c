using Faultline.Abstractions.Faults;
using Faultline.Providers.Proxy.Client;

namespace Faultline.Providers.Proxy.Faults;

/// <summary>Removes toxics by their records alone, in any process.</summary>
internal static class ToxicUndo
{
    /// <summary>How long a request may still be on its way whose sender has died.</summary>
    private static readonly TimeSpan s_late = TimeSpan.FromMilliseconds(250);

    /// <summary>Removes the toxic where it is there, and reads back that it is gone.</summary>
    public static async Task<RevertResult> RevertAsync(UndoRecord record, FaultContext context, ToxicProof proof, CancellationToken stop)
    {
        var target = ToxicTarget.Of(record);
        using var api = target.Open(context.Time);
        try
        {
            // A lease by that name may have been opened, and nothing made under it yet.
            var hasEnded = target.IsOurs && await EndLeaseAsync(api, context.Id, stop);
            var found = await api.FindToxicAsync(target.Proxy, target.Toxic, stop);
            if (found is null && record.After is null && !target.IsOurs)
            {
                await Task.Delay(s_late, context.Time, stop);
                found = await api.FindToxicAsync(target.Proxy, target.Toxic, stop);
            }

            if (found is null)
            {
                return new RevertResult(
                    hasEnded ? RevertState.Reverted : RevertState.NothingToRevert,
                    $"the proxy '{target.Proxy}' at {target.Api} has no toxic '{target.Toxic}'{(target.IsOurs ? ": its lease has ended" : "")}"
                );
            }

            await proof.EndAsync(api, target, context, stop);
            await RemoveAsync(api, target, stop);
            return await api.FindToxicAsync(target.Proxy, target.Toxic, stop) is null
                ? new RevertResult(RevertState.Reverted, $"the toxic '{target.Toxic}' of the proxy '{target.Proxy}' is removed")
                : new RevertResult(RevertState.Failed, $"the toxic '{target.Toxic}' of the proxy '{target.Proxy}' is still there");
        }
        catch (ProxyApiException e)
        {
            return Unreachable(target, e);
        }
    }

    /// <summary>Ends a lease by its name; false where there is none.</summary>
    /// <exception cref="ProxyApiException">It can't be asked for, or what the lease disabled can't listen again.</exception>
    public static async Task<bool> EndLeaseAsync(ProxyApi api, string lease, CancellationToken stop)
    {
        try
        {
            await api.DeleteLeaseAsync(lease, stop);
            return true;
        }
        catch (ProxyApiException e) when (e.IsNotFound)
        {
            return false;
        }
    }

    /// <summary>What a revert answers that could not ask. A server that has ended took its toxics with it; elsewhere nobody can tell.</summary>
    public static RevertResult Unreachable(ToxicTarget target, ProxyApiException e) =>
        e.IsRefusedConnection && target.Api.IsLoopback
            ? new RevertResult(
                RevertState.NothingToRevert,
                $"nothing listens at {target.Api} any more: the server has ended, and what was done to its proxies with it"
            )
            : new RevertResult(RevertState.Failed, e.Message.TrimEnd('.'));

    private static async Task RemoveAsync(ProxyApi api, ToxicTarget target, CancellationToken stop)
    {
        try
        {
            await api.DeleteToxicAsync(target.Proxy, target.Toxic, stop);
        }
        catch (ProxyApiException e) when (e.IsNotFound)
        {
            // Another has been quicker.
        }
    }
}
