using System.Globalization;
using Faultline.Abstractions.Data;

namespace Faultline.Providers.Proxy.Faults;

/// <summary>Delays what comes.</summary>
internal sealed record LatencyEffect(TimeSpan Latency, TimeSpan Jitter)
    : ToxicEffect(
        "latency",
        $"delay by {Amount(Latency, Jitter)}",
        DataObject.Of(("latency", Milliseconds(Latency)), ("jitter", Milliseconds(Jitter)))
    )
{
    // Connections give up long before.
    private static readonly TimeSpan s_most = TimeSpan.FromMinutes(1);

    public override bool AddsUp => true;

    protected override TimeSpan Needed => Latency + Jitter;

    public override IEnumerable<(string Argument, string Problem, string Remedy)> Problems() =>
        [
            .. Between("latency", Latency, TimeSpan.FromMilliseconds(1), s_most, "200ms"),
            .. Jitter > Latency && Latency > TimeSpan.Zero ? Between("jitter", Jitter, TimeSpan.Zero, Latency, "50ms") : [],
        ];

    public override (bool IsAsAsked, string Seen) Judge(CanaryFlight flight) =>
        (
            IsEnough(flight.First ?? flight.EndedAfter, Latency - Jitter),
            flight.First is { } first
                ? string.Create(CultureInfo.InvariantCulture, $"a canary took {first:0.0} ms ({Amount(Latency, Jitter)} was asked for)")
                : string.Create(CultureInfo.InvariantCulture, $"a canary had not arrived after {flight.EndedAfter:0} ms")
        );

    private static string Amount(TimeSpan latency, TimeSpan jitter) =>
        DurationText.Words(latency) + (jitter > TimeSpan.Zero ? $" ± {DurationText.Words(jitter)}" : "");
}

/// <summary>Delays the end of connections.</summary>
internal sealed record SlowCloseEffect(TimeSpan Delay)
    : ToxicEffect("slow_close", $"delay the end by {DurationText.Words(Delay)}", DataObject.Of(("delay", Milliseconds(Delay))))
{
    public override bool AddsUp => true;

    protected override TimeSpan Needed => Delay;

    public override IEnumerable<(string Argument, string Problem, string Remedy)> Problems() =>
        Between("delay", Delay, TimeSpan.FromMilliseconds(1), TimeSpan.FromHours(1), "2s");

    public override (bool IsAsAsked, string Seen) Judge(CanaryFlight flight)
    {
        var took = flight.EndedAfter - (flight.Last ?? 0);
        return (
            flight.Arrived == flight.Sent && IsEnough(took, Delay),
            string.Create(
                CultureInfo.InvariantCulture,
                $"a canary's connection {(flight.End == "open" ? "was open" : "ended")} {took:0} ms after its last byte ({DurationText.Words(Delay)} was asked for)"
            )
        );
    }
}

/// <summary>Holds what comes, and closes connections after a time.</summary>
internal sealed record TimeoutEffect(TimeSpan Timeout)
    : ToxicEffect(
        "timeout",
        Timeout == TimeSpan.Zero ? "hold all data" : $"hold all data, and close after {DurationText.Words(Timeout)},",
        DataObject.Of(("timeout", Milliseconds(Timeout)))
    )
{
    private bool IsEndless => Timeout == TimeSpan.Zero;

    protected override TimeSpan Needed => Timeout;

    public override IEnumerable<(string Argument, string Problem, string Remedy)> Problems() =>
        Between("timeout", Timeout, TimeSpan.Zero, TimeSpan.FromHours(1), "5s");

    public override (bool IsAsAsked, string Seen) Judge(CanaryFlight flight) =>
        (
            flight.Arrived == 0 && (IsEndless ? flight.End == "open" : IsEnough(flight.EndedAfter, Timeout)),
            string.Create(
                CultureInfo.InvariantCulture,
                $"{flight.Arrived} of {flight.Sent} bytes of a canary arrived, and its connection was {flight.End} after {flight.EndedAfter:0} ms ({(IsEndless ? "no end" : DurationText.Words(Timeout))} was asked for)"
            )
        );
}

/// <summary>Resets connections a time after their first data.</summary>
internal sealed record ResetPeerEffect(TimeSpan Timeout)
    : ToxicEffect(
        "reset_peer",
        Timeout == TimeSpan.Zero ? "reset with the first data" : $"reset {DurationText.Words(Timeout)} after the first data",
        DataObject.Of(("timeout", Milliseconds(Timeout)))
    )
{
    protected override TimeSpan Needed => Timeout;

    public override IEnumerable<(string Argument, string Problem, string Remedy)> Problems() =>
        Between("timeout", Timeout, TimeSpan.Zero, TimeSpan.FromHours(1), "500ms");

    public override (bool IsAsAsked, string Seen) Judge(CanaryFlight flight) =>
        (
            flight.Arrived == 0
                && flight.End is "reset" or "open"
                && (flight.End == "reset" || Wait < Timeout)
                && IsEnough(flight.EndedAfter, Timeout),
            string.Create(
                CultureInfo.InvariantCulture,
                $"a canary's connection was {flight.End} after {flight.EndedAfter:0} ms ({DurationText.Words(Timeout)} was asked for)"
            )
        );
}
