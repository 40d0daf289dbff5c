using Faultline.Abstractions.Data;
using Faultline.Abstractions.Faults;
using Faultline.Providers.Proxy.Client;
using Faultline.Providers.Proxy.Functions;

namespace Faultline.Providers.Proxy.Reversing;

/// <summary>Undoes one change over the API; it compares what was, what the change left, and what is now.</summary>
internal sealed class ProxyChangeReversal(RecordedProxyChange change, ProxyApi api)
{
    /// <summary>Where the API is.</summary>
    public ProxyApiAddress Address => api.Address;

    /// <summary>What to call that which was changed.</summary>
    public string Words => change.Words;

    /// <summary>Looks, and puts back what is to be put back. Once more does nothing more.</summary>
    /// <exception cref="ProxyApiException">The API can't be asked, or refuses.</exception>
    public async Task<RevertResult> RunAsync(CancellationToken stop)
    {
        var proxy = await api.FindProxyAsync(change.Proxy, stop);
        return (change.Verb, change.Toxic) switch
        {
            ("create", null) => await DeleteProxyAsync(proxy, stop),
            ("create", { } toxic) => await RemoveToxicAsync(proxy, toxic, stop),
            ("delete", null) => await RecreateProxyAsync(proxy, stop),
            ("delete", { } toxic) => await RecreateToxicAsync(proxy, toxic, stop),
            _ => await RestoreAsync(proxy, stop),
        };
    }

    private async Task<RevertResult> DeleteProxyAsync(ProxyState? now, CancellationToken stop)
    {
        if (now is null)
        {
            return Gone();
        }

        if (change.After is not { } after || !IsSame("upstream", after, now.Settings) || !IsSame("listen", after, now.Settings))
        {
            return Changed("it was left as it is");
        }

        await IgnoringGoneAsync(api.DeleteProxyAsync(change.Proxy, stop));
        return await api.FindProxyAsync(change.Proxy, stop) is null ? Done("was deleted") : Failed("was deleted, and is there again");
    }

    private async Task<RevertResult> RemoveToxicAsync(ProxyState? proxy, string name, CancellationToken stop)
    {
        if (proxy?.Toxic(name) is not { } now)
        {
            return Gone();
        }

        if (ToxicState.Read(change.After) is not { } after || !after.DoesTheSame(now))
        {
            return Changed("it was left as it is");
        }

        await IgnoringGoneAsync(api.DeleteToxicAsync(change.Proxy, name, stop));
        return await api.FindToxicAsync(change.Proxy, name, stop) is null ? Done("was removed") : Failed("was removed, and is there again");
    }

    private async Task<RevertResult> RecreateToxicAsync(ProxyState? proxy, string name, CancellationToken stop)
    {
        if (proxy is null)
        {
            return Nothing($"proxy '{change.Proxy}' is not there any more: there is nothing to add {Words} to");
        }

        if (proxy.Toxic(name) is not null)
        {
            return Nothing($"{Words} is there");
        }

        return await AddAsync(change.Before, stop) ? Done("was added again") : Nothing($"the lease of {Words} has ended meanwhile");
    }

    private async Task<RevertResult> RecreateProxyAsync(ProxyState? now, CancellationToken stop)
    {
        var wish = change.Before.Without("toxics").Without("lease");
        var isNew = now is null;
        if (now is null)
        {
            try
            {
                now = await api.CreateProxyAsync(wish, change.Before.Text("lease"), stop);
            }
            catch (ProxyApiException e) when (e.IsLeaseOver)
            {
                return Nothing($"the lease of {Words} has ended meanwhile");
            }
        }
        else if (!IsSame("listen", wish, now.Settings) || !IsSame("upstream", wish, now.Settings))
        {
            return Changed("another of that name is there");
        }

        var missing = ((change.Before["toxics"] as DataArray)?.Items ?? [])
            .OfType<DataObject>()
            .Where(toxic => now.Toxic(toxic.Text("name") ?? "") is null)
            .ToList();
        foreach (var toxic in missing)
        {
            await AddAsync(toxic, stop);
        }

        return isNew ? Done("was made again" + (missing.Count > 0 ? ", with its toxics" : ""))
            : missing.Count > 0 ? Done("was there again, and got its toxics")
            : Nothing($"{Words} is there");
    }

    private async Task<RevertResult> RestoreAsync(ProxyState? proxy, CancellationToken stop)
    {
        if (proxy is null)
        {
            return Nothing($"{Words} is not there any more: it was deleted, or its server was started again");
        }

        var now = proxy.Settings;
        var different = change.Before.Members.Where(field => !IsSame(field.Key, change.Before, now)).ToList();
        var ours = different.Where(field => change.After is { } after && IsSame(field.Key, after, now)).ToList();
        if (different.Count == 0)
        {
            return Nothing($"{Words} is as it was");
        }

        var others = string.Join(", ", different.Except(ours).Select(field => field.Key));
        if (ours.Count == 0)
        {
            return Changed($"{others} was left as it is");
        }

        var wish = new DataObject(ours);
        var left = (await api.UpdateProxyAsync(change.Proxy, Of(wish), stop)).Settings;
        var fields = string.Join(", ", ours.Select(field => field.Key));
        return ours.Exists(field => !IsSame(field.Key, wish, left)) ? Failed($"was put back, but did not stay so: {fields}")
            : others.Length > 0 ? Changed($"{fields} was put back, {others} was left as it is")
            : Done($"was put back: {fields}");
    }

    // False where its lease has ended: it would have vanished by now.
    private async Task<bool> AddAsync(DataObject toxic, CancellationToken stop)
    {
        try
        {
            await api.CreateToxicAsync(change.Proxy, toxic.Without("lease"), toxic.Text("lease"), stop);
            return true;
        }
        catch (ProxyApiException e) when (e.IsLeaseOver)
        {
            return false;
        }
    }

    private static ProxyChange Of(DataObject fields) =>
        new()
        {
            Listen = fields.Text("listen"),
            Upstream = fields.Text("upstream"),
            IsEnabled = (fields["enabled"] as DataBoolean)?.Value,
        };

    // Of a request whose answer nobody saw the port may be one that the server chose.
    private bool IsSame(string field, DataObject known, DataObject now) =>
        OwnProxyChanges.Same(known[field], now[field])
        || (!change.IsMade && field == "listen" && known.Text(field)?.EndsWith(":0", StringComparison.Ordinal) == true);

    private static async Task IgnoringGoneAsync(Task deletion)
    {
        try
        {
            await deletion;
        }
        catch (ProxyApiException e) when (e.IsNotFound)
        {
            // Somebody was faster: the look that follows tells.
        }
    }

    private RevertResult Gone() =>
        Nothing($"{Words} is not there any more: it was deleted, its lease ended, or its server was started again");

    private RevertResult Done(string what) => new(RevertState.Reverted, $"{Words} {what}");

    private RevertResult Failed(string what) => new(RevertState.Failed, $"{Words} {what}");

    private RevertResult Changed(string left) => new(RevertState.ChangedMeanwhile, $"somebody else has changed {Words} since: {left}");

    private static RevertResult Nothing(string message) => new(RevertState.NothingToRevert, message);
}
