using Faultline.Abstractions.Data;
using Faultline.Abstractions.Functions;
using Faultline.Providers.Proxy.Client;

namespace Faultline.Providers.Proxy.Functions;

/// <summary>The functions on toxics.</summary>
internal static class ToxicActions
{
    private const string Actions = "chaostoxi.toxic.actions";

    /// <summary>Adds a toxic to a proxy.</summary>
    /// <param name="forProxy">The proxy's name.</param>
    /// <param name="toxicName">The toxic's name.</param>
    /// <param name="toxicType">What it does: latency, bandwidth, slow_close, timeout, reset_peer, slicer, limit_data.</param>
    /// <param name="stream">For what: upstream is what clients send, downstream what servers answer.</param>
    /// <param name="toxicity">The share of connections that it is for, 0 to 1.</param>
    /// <param name="attributes">What it is set to, by the names of the type's attributes, such as {"latency": 200, "jitter": 50}.</param>
    [Action(Actions)]
    public static async Task<bool> CreateToxicAsync(
        ProxyCall call,
        string forProxy,
        string toxicName,
        string toxicType,
        string stream = "downstream",
        double toxicity = 1.0,
        DataObject? attributes = null,
        CancellationToken stop = default
    )
    {
        var wish = new ToxicState(toxicName, toxicType, stream, toxicity, attributes ?? DataObject.Empty);
        return (await call.Changes.CreateToxicAsync(forProxy, wish.ToData(), stop)).Name == toxicName;
    }

    /// <summary>Removes a toxic.</summary>
    /// <param name="forProxy">The proxy's name.</param>
    /// <param name="toxicName">The toxic's name.</param>
    /// <returns>Whether there was one.</returns>
    [Action(Actions)]
    public static async Task<bool> DeleteToxicAsync(ProxyCall call, string forProxy, string toxicName, CancellationToken stop = default)
    {
        var wasThere = await call.Changes.DeleteToxicAsync(forProxy, toxicName, stop);
        if (!wasThere)
        {
            call.Warn($"There is no toxic '{toxicName}' of a proxy '{forProxy}' at {call.Api.Address} to remove.");
        }

        return wasThere;
    }

    /// <summary>Delays what servers answer.</summary>
    /// <param name="forProxy">The proxy's name.</param>
    /// <param name="toxicName">The toxic's name.</param>
    /// <param name="latency">The delay in ms.</param>
    /// <param name="jitter">By how much it varies, in ms.</param>
    [Action(Actions)]
    public static Task<bool> CreateLatencyToxicAsync(
        ProxyCall call,
        string forProxy,
        string toxicName,
        long latency,
        long jitter = 0,
        CancellationToken stop = default
    ) => AddAsync(call, forProxy, toxicName, "latency", stop, ("latency", latency), ("jitter", jitter));

    /// <summary>Limits how fast servers answer.</summary>
    /// <param name="forProxy">The proxy's name.</param>
    /// <param name="toxicName">The toxic's name.</param>
    /// <param name="rate">The rate in KB/s.</param>
    [Action(Actions)]
    public static Task<bool> CreateBandwithDegradationToxicAsync(
        ProxyCall call,
        string forProxy,
        string toxicName,
        long rate,
        CancellationToken stop = default
    ) => AddAsync(call, forProxy, toxicName, "bandwidth", stop, ("rate", rate));

    /// <summary>Delays the end of connections that servers close.</summary>
    /// <param name="forProxy">The proxy's name.</param>
    /// <param name="toxicName">The toxic's name.</param>
    /// <param name="delay">The delay in ms.</param>
    [Action(Actions)]
    public static Task<bool> CreateSlowConnectionCloseToxicAsync(
        ProxyCall call,
        string forProxy,
        string toxicName,
        long delay,
        CancellationToken stop = default
    ) => AddAsync(call, forProxy, toxicName, "slow_close", stop, ("delay", delay));

    /// <summary>Holds what servers answer, and closes the connection after a time.</summary>
    /// <param name="forProxy">The proxy's name.</param>
    /// <param name="toxicName">The toxic's name.</param>
    /// <param name="timeout">The time in ms; 0 holds until the toxic is removed.</param>
    [Action(Actions)]
    public static Task<bool> CreateTimeoutToxicAsync(
        ProxyCall call,
        string forProxy,
        string toxicName,
        long timeout,
        CancellationToken stop = default
    ) => AddAsync(call, forProxy, toxicName, "timeout", stop, ("timeout", timeout));

    /// <summary>Cuts what servers answer into small pieces, with a pause between them.</summary>
    /// <param name="forProxy">The proxy's name.</param>
    /// <param name="toxicName">The toxic's name.</param>
    /// <param name="averageSize">The size of a piece in bytes.</param>
    /// <param name="sizeVariation">By how much it varies, in bytes; less than the size.</param>
    /// <param name="delay">The pause in microseconds.</param>
    [Action(Actions)]
    public static Task<bool> CreateSlicerToxicAsync(
        ProxyCall call,
        string forProxy,
        string toxicName,
        long averageSize,
        long sizeVariation,
        long delay,
        CancellationToken stop = default
    ) =>
        AddAsync(
            call,
            forProxy,
            toxicName,
            "slicer",
            stop,
            ("average_size", averageSize),
            ("size_variation", sizeVariation),
            ("delay", delay)
        );

    /// <summary>Closes connections once servers have answered so much.</summary>
    /// <param name="forProxy">The proxy's name.</param>
    /// <param name="toxicName">The toxic's name.</param>
    /// <param name="bytesLimit">How much, in bytes.</param>
    [Action(Actions)]
    public static Task<bool> CreateLimiterToxicAsync(
        ProxyCall call,
        string forProxy,
        string toxicName,
        long bytesLimit,
        CancellationToken stop = default
    ) => AddAsync(call, forProxy, toxicName, "limit_data", stop, ("bytes", bytesLimit));

    private static Task<bool> AddAsync(
        ProxyCall call,
        string proxy,
        string name,
        string type,
        CancellationToken stop,
        params ReadOnlySpan<(string Key, DataNode Value)> attributes
    ) => CreateToxicAsync(call, proxy, name, type, attributes: DataObject.Of(attributes), stop: stop);
}
