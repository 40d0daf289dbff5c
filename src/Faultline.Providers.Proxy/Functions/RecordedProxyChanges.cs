using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Providers.Proxy.Client;
using Faultline.Providers.Proxy.Reversing;

namespace Faultline.Providers.Proxy.Functions;

/// <summary>
/// Makes changes: each is written down, with what was there and what brings it back, before it is made. What is created at a proxy
/// of ours is created under a lease, and what is disabled there is disabled under it, unless it is meant to stay.
/// </summary>
internal sealed class RecordedProxyChanges(ProxyApi api, IChangeRecorder recorder, ProxyLeases leases, OwnProxyChanges own) : IProxyChanges
{
    private const string NotOurs = "nothing to do: it was made by this run";

    public async Task<ProxyState> CreateProxyAsync(DataObject wish, CancellationToken stop)
    {
        var name = wish.Text("name") ?? "";
        var record = Record("create", name, toxic: null, ProxyUndo.DeleteProxy(api.Address, name), before: null, wish);
        var made = await UnderLeaseAsync(record, lease => api.CreateProxyAsync(wish, lease, stop), proxy => proxy.Settings, stop);
        own.Made(record.Resource, made.Settings);
        return made;
    }

    public async Task<ToxicState> CreateToxicAsync(string proxy, DataObject wish, CancellationToken stop)
    {
        var name = wish.Text("name") ?? "";
        var record = Record("create", proxy, name, ProxyUndo.RemoveToxic(api.Address, proxy, name), before: null, wish);
        var made = await UnderLeaseAsync(record, lease => api.CreateToxicAsync(proxy, wish, lease, stop), toxic => toxic.ToData(), stop);
        own.Made(record.Resource, made.ToData());
        return made;
    }

    public async Task<ProxyState> ChangeProxyAsync(string proxy, ProxyChange change, CancellationToken stop)
    {
        var now = await api.GetProxyAsync(proxy, stop);
        var record = Change(proxy, now.Settings, change.ToData());
        DataObject After(ProxyState changed) => ProxyChange.Part(changed.Settings, change.ToData());
        var answer =
            now.IsEnabled && change.OnlyDisables
                ? await UnderLeaseAsync(record, lease => api.UpdateProxyAsync(proxy, change, stop, lease), After, stop)
                : await MakeAsync(record, () => api.UpdateProxyAsync(proxy, change, stop), After);
        own.Changed(record.Resource, record.Before!, ProxyChange.Part(answer.Settings, change.ToData()));
        return answer;
    }

    public async Task<bool> DeleteProxyAsync(string proxy, CancellationToken stop)
    {
        if (await api.FindProxyAsync(proxy, stop) is not { } now)
        {
            return false;
        }

        var path = PathOf(proxy, null);
        var kept = now with { Toxics = [.. now.Toxics.Where(toxic => !own.HasMade(PathOf(proxy, toxic.Name), toxic.ToData()))] };
        var before = Whole(own.First(path, kept.Settings).With("toxics", kept.ToData()["toxics"]!), now.Lease);
        var undo = own.HasMade(path, now.Settings) ? NotOurs : ProxyUndo.CreateProxy(api.Address, now.Settings);
        var record = Record("delete", proxy, toxic: null, undo, before, after: null);
        return await DeleteAsync(record, () => api.DeleteProxyAsync(proxy, stop));
    }

    public async Task<bool> DeleteToxicAsync(string proxy, string toxic, CancellationToken stop) =>
        await api.FindToxicAsync(proxy, toxic, stop) is { } now
        && await DeleteAsync(Removal(proxy, now), () => api.DeleteToxicAsync(proxy, toxic, stop));

    public async Task ResetAsync(CancellationToken stop)
    {
        var records = new List<ChangeRecord>();
        foreach (var proxy in await api.ProxiesAsync(stop))
        {
            if (!proxy.IsEnabled)
            {
                records.Add(Change(proxy.Name, proxy.Settings, DataObject.Of(("enabled", true))));
            }

            records.AddRange(proxy.Toxics.Select(toxic => Removal(proxy.Name, toxic)));
        }

        records.ForEach(recorder.Record);
        try
        {
            await api.ResetAsync(stop);
        }
        catch (ProxyApiException e) when (IsRefusal(e))
        {
            records.ForEach(recorder.NotMade);
            throw;
        }

        records.ForEach(record => recorder.Made(record, Made(record, record.After)));
    }

    private ChangeRecord Removal(string proxy, ToxicState now)
    {
        var undo = own.HasMade(PathOf(proxy, now.Name), now.ToData()) ? NotOurs : ProxyUndo.CreateToxic(api.Address, proxy, now.ToData());
        return Record("delete", proxy, now.Name, undo, Whole(now.ToData(), now.Lease), after: null);
    }

    private ChangeRecord Change(string proxy, DataObject now, DataObject sent)
    {
        var before = own.First(PathOf(proxy, null), ProxyChange.Part(now, sent));
        return Record("patch", proxy, toxic: null, ProxyUndo.ChangeProxy(api.Address, proxy, before), before, sent);
    }

    private async Task<bool> DeleteAsync(ChangeRecord record, Func<Task> send)
    {
        try
        {
            await MakeAsync(
                record,
                async () =>
                {
                    await send();
                    return true;
                },
                _ => null
            );
            return true;
        }
        catch (ProxyApiException e) when (e.IsNotFound)
        {
            return false;
        }
    }

    private async Task<T> UnderLeaseAsync<T>(
        ChangeRecord record,
        Func<string?, Task<T>> send,
        Func<T, DataObject> after,
        CancellationToken stop
    )
    {
        var lease = recorder.IsUndone ? await leases.OfAsync(api, stop) : null;
        return await MakeAsync(
            record,
            async () =>
            {
                try
                {
                    return await send(lease);
                }
                catch (ProxyApiException e) when (lease is not null && e.IsLeaseOver)
                {
                    // The server was started again: what was made under the lease is gone, and there are others to be had.
                    return await send(await leases.OfAsync(api, stop, not: lease));
                }
            },
            after
        );
    }

    private async Task<T> MakeAsync<T>(ChangeRecord record, Func<Task<T>> send, Func<T, DataObject?> after)
    {
        recorder.Record(record);
        T answer;
        try
        {
            answer = await send();
        }
        catch (ProxyApiException e) when (IsRefusal(e))
        {
            recorder.NotMade(record);
            throw;
        }

        recorder.Made(record, Made(record, after(answer)));
        return answer;
    }

    // A server that answers with an error of its own, or not at all, may have done it.
    private static bool IsRefusal(ProxyApiException e) => e.IsRefusedConnection || e.Status is (>= 300 and < 500) and not (408 or 429);

    private ChangeRecord Made(ChangeRecord record, DataObject? after) =>
        record with
        {
            After = after,
            Reach = ChangeReach.Made(record.Reach),
            Secrets = ChangeReach.Secrets(api.Address, record.Before, after),
        };

    private ChangeRecord Record(string verb, string proxy, string? toxic, string undo, DataObject? before, DataObject? after) =>
        new()
        {
            Verb = verb,
            Resource = PathOf(proxy, toxic),
            Within = PathOf(proxy, null),
            Name = toxic ?? proxy,
            Before = before,
            After = after,
            Undo = undo,
            Reversal = undo == NotOurs ? null : ProxyReversal.FullName,
            Reach = ChangeReach.Of(api.Address, proxy, toxic),
            Secrets = ChangeReach.Secrets(api.Address, before, after),
        };

    private static string PathOf(string proxy, string? toxic) =>
        "/" + (toxic is null ? ProxyApi.PathOf(proxy) : ProxyApi.PathOf(proxy, toxic));

    private static DataObject Whole(DataObject data, string? lease) => lease is null ? data : data.With("lease", lease);
}
