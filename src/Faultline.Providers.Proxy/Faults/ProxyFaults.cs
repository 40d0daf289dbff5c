using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Faults;
using Faultline.Abstractions.Functions;
using static Faultline.Providers.Proxy.Faults.ProxyChecks;

namespace Faultline.Providers.Proxy.Faults;

/// <summary>Faults of proxies.</summary>
/// <param name="reach">Finds the proxies.</param>
internal sealed class ProxyFaults(ProxyReach reach)
{
    /// <summary>Delays what goes through a proxy, as a distant or busy server does.</summary>
    /// <param name="call">The call.</param>
    /// <param name="proxy">The proxy's name.</param>
    /// <param name="latency">How long what comes at once is delayed: "200ms", "1.5s", or a number of seconds; 1 ms to 60 s.</param>
    /// <param name="place">For which data, and where.</param>
    /// <param name="jitter">By how much that varies, evenly to both sides; at most <c>latency</c>. Left out, not at all.</param>
    [Action("proxy", Check = nameof(CheckLatency))]
    public IFault Latency(
        FunctionCall call,
        string proxy,
        [Reads<DurationText>] TimeSpan latency,
        ToxicArguments place,
        [Reads<DurationText>] TimeSpan? jitter = null
    ) => Make(call, new LatencyEffect(latency, jitter ?? TimeSpan.Zero), proxy, place);

    /// <summary>Makes a proxy's connections a line of so many kilobytes a second.</summary>
    /// <param name="call">The call.</param>
    /// <param name="proxy">The proxy's name.</param>
    /// <param name="rate">How many kilobytes (1,000 bytes) a second go through each connection; 1 or more.</param>
    /// <param name="place">For which data, and where.</param>
    [Action("proxy", Check = nameof(CheckBandwidth))]
    public IFault Bandwidth(FunctionCall call, string proxy, long rate, ToxicArguments place) =>
        Make(call, new BandwidthEffect(rate), proxy, place);

    /// <summary>Delays the end of a proxy's connections.</summary>
    /// <param name="call">The call.</param>
    /// <param name="proxy">The proxy's name.</param>
    /// <param name="delay">How long: "2s", or a number of seconds; 1 ms to 1 h.</param>
    /// <param name="place">For which data, and where.</param>
    [Action("proxy", Check = nameof(CheckSlowClose))]
    public IFault SlowClose(FunctionCall call, string proxy, [Reads<DurationText>] TimeSpan delay, ToxicArguments place) =>
        Make(call, new SlowCloseEffect(delay), proxy, place);

    /// <summary>Holds all data of a proxy's connections, and closes these after a time: a server that hangs.</summary>
    /// <param name="call">The call.</param>
    /// <param name="proxy">The proxy's name.</param>
    /// <param name="place">For which data, and where.</param>
    /// <param name="timeout">When a connection is closed: "5s", or a number of seconds, up to 1 h. Left out or 0, never: what was held arrives once the fault is over.</param>
    [Action("proxy", Check = nameof(CheckTimeout))]
    public IFault Timeout(FunctionCall call, string proxy, ToxicArguments place, [Reads<DurationText>] TimeSpan? timeout = null) =>
        Make(call, new TimeoutEffect(timeout ?? TimeSpan.Zero), proxy, place);

    /// <summary>Resets a proxy's connections: a server that crashes.</summary>
    /// <param name="call">The call.</param>
    /// <param name="proxy">The proxy's name.</param>
    /// <param name="place">For which data, and where.</param>
    /// <param name="timeout">How long after their first data, which go nowhere: "500ms", or a number of seconds, up to 1 h. Left out or 0, at once.</param>
    [Action("proxy", Check = nameof(CheckResetPeer))]
    public IFault ResetPeer(FunctionCall call, string proxy, ToxicArguments place, [Reads<DurationText>] TimeSpan? timeout = null) =>
        Make(call, new ResetPeerEffect(timeout ?? TimeSpan.Zero), proxy, place);

    /// <summary>Cuts data into small pieces on their way through a proxy, with a pause between them.</summary>
    /// <param name="call">The call.</param>
    /// <param name="proxy">The proxy's name.</param>
    /// <param name="averageSize">How many bytes a piece has; 1 or more.</param>
    /// <param name="place">For which data, and where.</param>
    /// <param name="sizeVariation">By how many bytes that varies to both sides; less than <c>average_size</c>.</param>
    /// <param name="delay">The pause between two pieces: "100us", or a number of seconds, up to 60 s. Left out, none.</param>
    [Action("proxy", Check = nameof(CheckSlicer))]
    public IFault Slicer(
        FunctionCall call,
        string proxy,
        long averageSize,
        ToxicArguments place,
        long sizeVariation = 0,
        [Reads<DurationText>] TimeSpan? delay = null
    ) => Make(call, new SlicerEffect(averageSize, sizeVariation, delay ?? TimeSpan.Zero), proxy, place);

    /// <summary>Closes a proxy's connections once so many bytes have gone: answers that break off.</summary>
    /// <param name="call">The call.</param>
    /// <param name="proxy">The proxy's name.</param>
    /// <param name="bytes">How many bytes of each connection go through; 0 or more.</param>
    /// <param name="place">For which data, and where.</param>
    [Action("proxy", Check = nameof(CheckLimitData))]
    public IFault LimitData(FunctionCall call, string proxy, long bytes, ToxicArguments place) =>
        Make(call, new LimitDataEffect(bytes), proxy, place);

    /// <summary>Disables a proxy: its connections are closed, and new ones refused. A server that is down.</summary>
    /// <param name="call">The call.</param>
    /// <param name="proxy">The proxy's name.</param>
    /// <param name="url">The proxy's API. Left out, as for the other faults of proxies.</param>
    [Action("proxy", Check = nameof(CheckDown))]
    public IFault Down(FunctionCall call, string proxy, string? url = null) =>
        new DownFault(proxy, url ?? reach.Default(call.Configuration), reach);

    internal static IEnumerable<CallProblem> CheckLatency(KnownArguments arguments) =>
        Check(arguments, new LatencyEffect(Time(arguments, "latency"), Time(arguments, "jitter")));

    internal static IEnumerable<CallProblem> CheckBandwidth(KnownArguments arguments) =>
        Check(arguments, new BandwidthEffect(Number(arguments, "rate")));

    internal static IEnumerable<CallProblem> CheckSlowClose(KnownArguments arguments) =>
        Check(arguments, new SlowCloseEffect(Time(arguments, "delay")));

    internal static IEnumerable<CallProblem> CheckTimeout(KnownArguments arguments) =>
        Check(arguments, new TimeoutEffect(Time(arguments, "timeout")));

    internal static IEnumerable<CallProblem> CheckResetPeer(KnownArguments arguments) =>
        Check(arguments, new ResetPeerEffect(Time(arguments, "timeout")));

    internal static IEnumerable<CallProblem> CheckSlicer(KnownArguments arguments) =>
        Check(
            arguments,
            new SlicerEffect(Number(arguments, "average_size"), Number(arguments, "size_variation"), Time(arguments, "delay"))
        );

    internal static IEnumerable<CallProblem> CheckLimitData(KnownArguments arguments) =>
        Check(arguments, new LimitDataEffect(Number(arguments, "bytes")));

    internal static IEnumerable<CallProblem> CheckDown(KnownArguments arguments) => CheckPlace(arguments);

    private ToxicFault Make(FunctionCall call, ToxicEffect effect, string proxy, ToxicArguments place) =>
        new(effect, proxy, place, place.Url ?? reach.Default(call.Configuration), reach);
}
