using Faultline.Abstractions.Data;
using Faultline.Abstractions.Faults;
using Faultline.Providers.Proxy.Client;
using Faultline.Providers.Proxy.Functions;

namespace Faultline.Providers.Proxy.Reversing;

/// <summary>
/// Undoes what the functions change at a proxy, in any process: what was made is deleted, what was deleted is made again, what was
/// changed gets its former values; each only as far as it still is as the change left it.
/// </summary>
/// <param name="time">The clock of patience.</param>
public sealed class ProxyReversal(TimeProvider time) : IReversal
{
    /// <summary>The name under which records ask for it.</summary>
    public const string FullName = "proxy.change";

    // The request of a process that died may still be on its way, and a server that is started again is away for a moment.
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public string Name => FullName;

    /// <inheritdoc/>
    public async Task<RevertResult> RevertAsync(UndoRecord record, DataObject secrets, CancellationToken stop)
    {
        var reach = record.Arguments["reach"] as DataObject ?? DataObject.Empty;
        if (
            record.Arguments.Text("verb") is not { } verb
            || ChangeReach.TargetOf(reach) is not var (proxy, toxic)
            || ChangeReach.AddressOf(reach, secrets) is not { } address
        )
        {
            return new RevertResult(RevertState.Failed, $"the record of '{record.What}' does not say what was changed");
        }

        if (!ChangeReach.IsWhole(record, secrets))
        {
            return new RevertResult(RevertState.Failed, "its record lacks a secret, which only the run itself knew");
        }

        using var api = new ProxyApi(address, time);
        var change = new RecordedProxyChange(
            verb,
            proxy,
            toxic,
            ChangeReach.BeforeOf(record, secrets),
            ChangeReach.AfterOf(record, secrets)
        )
        {
            IsMade = ChangeReach.IsMade(reach),
        };
        try
        {
            return await RevertAsync(new ProxyChangeReversal(change, api), change.IsMade, stop);
        }
        catch (ProxyApiException e)
        {
            return new RevertResult(RevertState.Failed, e.Message.TrimEnd('.'));
        }
    }

    private async Task<RevertResult> RevertAsync(ProxyChangeReversal undoing, bool isMade, CancellationToken stop)
    {
        RevertResult result;
        try
        {
            result = await undoing.RunAsync(stop);
        }
        catch (ProxyApiException e) when (e.IsRefusedConnection)
        {
            return await WithoutServerAsync(undoing, stop);
        }

        if (result.State != RevertState.NothingToRevert || isMade)
        {
            return result;
        }

        await Task.Delay(Moment, time, stop);
        return await undoing.RunAsync(stop);
    }

    // All that such a server knows is in its memory.
    private async Task<RevertResult> WithoutServerAsync(ProxyChangeReversal undoing, CancellationToken stop)
    {
        await Task.Delay(Moment, time, stop);
        try
        {
            return await undoing.RunAsync(stop);
        }
        catch (ProxyApiException e) when (e.IsRefusedConnection)
        {
            return new RevertResult(
                RevertState.NothingToRevert,
                $"nothing listens at {undoing.Address} any more: {undoing.Words} went with the server that held it"
            );
        }
    }
}
