using System.Globalization;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Faults;
using Faultline.Providers.Proxy.Client;

namespace Faultline.Providers.Proxy.Faults;

/// <summary>
/// Shows what a toxic does, and what has gone through it: on a server of ours by a canary that goes through the toxic alone and reaches
/// nobody, and by counters of its own; on a Toxiproxy by the bytes that its proxy has counted.
/// </summary>
/// <param name="effect">What it does.</param>
internal sealed class ToxicProof(ToxicEffect effect)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(50);

    private long? _begun;
    private ToxicTraffic? _last;

    /// <summary>Takes down what was counted before the toxic was there.</summary>
    public async Task BeginAsync(ProxyApi api, ToxicTarget target, CancellationToken stop) =>
        _begun = target.IsOurs ? null : await ReceivedAsync(api, target, stop);

    /// <summary>Takes down what has gone through it, before it goes, and tells the user where that is nothing.</summary>
    public async Task EndAsync(ProxyApi api, ToxicTarget target, FaultContext context, CancellationToken stop)
    {
        if (!target.IsOurs || _last is not null)
        {
            return;
        }

        _last = await ToxicTraffic.AskAsync(api, target, stop);
        if (_last is { Connections: 0 })
        {
            context.Report($"No connection has gone through the toxic '{target.Toxic}' of the proxy '{target.Proxy}': nothing has felt it");
        }
    }

    /// <summary>Looks.</summary>
    public async Task<FaultProof> LookAsync(ToxicTarget target, FaultContext context, ProofMoment moment, CancellationToken stop)
    {
        using var api = target.Open(context.Time);
        try
        {
            var proxy = await api.FindProxyAsync(target.Proxy, stop);
            var toxic = proxy?.Toxic(target.Toxic);
            if (proxy is null || toxic is null || moment != ProofMoment.During)
            {
                return OfPresence(target, toxic is not null);
            }

            return !proxy.IsEnabled ? new FaultProof(ProofState.Absent, $"the proxy '{target.Proxy}' is disabled: nothing goes through it")
                : ToxicState.Read(target.Wish) is not { } wish || !toxic.DoesTheSame(wish)
                    ? new FaultProof(ProofState.Absent, $"the toxic '{target.Toxic}' was changed by somebody else")
                : target.IsOurs ? await ByCanaryAsync(api, target, stop)
                : await ByBytesAsync(api, target, context, stop);
        }
        catch (ProxyApiException e)
        {
            return e.IsRefusedConnection && moment != ProofMoment.During
                ? new FaultProof(ProofState.Absent, $"nothing listens at {target.Api} any more")
                : new FaultProof(ProofState.Unknown, e.Message.TrimEnd('.'));
        }
    }

    private FaultProof OfPresence(ToxicTarget target, bool isThere) =>
        new(
            isThere ? ProofState.Present : ProofState.Absent,
            $"the proxy '{target.Proxy}' has {(isThere ? "a" : "no")} toxic '{target.Toxic}'{(_last is null ? "" : $"; while it was there, {_last.Words}")}"
        )
        {
            Figures = _last?.Figures ?? DataObject.Empty,
        };

    private async Task<FaultProof> ByCanaryAsync(ProxyApi api, ToxicTarget target, CancellationToken stop)
    {
        var path = $"faultline/{ProxyApi.PathOf(target.Proxy, target.Toxic)}/canary";
        var wish = DataObject.Of(("bytes", effect.CanaryBytes), ("wait", effect.Wait.TotalSeconds));
        var flight = CanaryFlight.Read(await api.AskAsync("send a canary", HttpMethod.Post, path, wish, stop));
        var (isAsAsked, seen) = effect.Judge(flight);
        var traffic = await ToxicTraffic.AskAsync(api, target, stop);
        return new FaultProof(
            isAsAsked ? ProofState.Present : ProofState.Absent,
            seen + (traffic is null ? "" : $"; {traffic.Words}{(traffic.Connections == 0 ? " yet" : "")}")
        )
        {
            Figures = (traffic?.Figures.Members ?? []).Aggregate(flight.Figures(), (all, one) => all.With(one.Key, one.Value)),
        };
    }

    private async Task<FaultProof> ByBytesAsync(ProxyApi api, ToxicTarget target, FaultContext context, CancellationToken stop)
    {
        // They come when they come.
        var received = await ReceivedAsync(api, target, stop);
        for (var waited = TimeSpan.Zero; waited < s_patience && received is not null && received == _begun; waited += s_pause)
        {
            await Task.Delay(s_pause, context.Time, stop);
            received = await ReceivedAsync(api, target, stop);
        }

        if (received is null)
        {
            return new FaultProof(
                ProofState.Unknown,
                "the toxic is there, and nobody can tell what goes through it: the Toxiproxy was started without -proxy-metrics"
            );
        }

        var came = received.Value - (_begun ?? received.Value);
        return new FaultProof(
            came > 0 ? ProofState.Present : ProofState.Unknown,
            came > 0
                ? string.Create(CultureInfo.InvariantCulture, $"the toxic is there, and {Plural.Of(came, "byte")} came to it")
                : "the toxic is there, and no byte has come to it yet"
        )
        {
            Figures = DataObject.Of(("bytes", came)),
        };
    }

    private static async Task<long?> ReceivedAsync(ProxyApi api, ToxicTarget target, CancellationToken stop) =>
        await ProxyMetrics.AskAsync(api, stop) is { } metrics
            ? metrics.Value(
                "toxiproxy_proxy_received_bytes_total",
                ("proxy", target.Proxy),
                ("direction", target.Wish.Text("stream") ?? ToxicState.Downstream)
            ) ?? 0
            : null;
}
