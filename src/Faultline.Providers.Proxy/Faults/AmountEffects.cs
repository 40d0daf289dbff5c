using System.Globalization;
using Faultline.Abstractions.Data;

namespace Faultline.Providers.Proxy.Faults;

/// <summary>A line of so many kilobytes (1,000 bytes) a second.</summary>
internal sealed record BandwidthEffect(long Rate)
    : ToxicEffect("bandwidth", string.Create(CultureInfo.InvariantCulture, $"slow down to {Rate} KB/s"), DataObject.Of(("rate", Rate)))
{
    private const long BytesOfFifthSecond = 200;
    private const long Most = 256 * 1024;

    // A thread that comes late counts for the line.
    private const double Tolerance = 1.25;

    // 100 Gbit/s: a larger number of theirs is not a line's any more.
    private const long Fastest = 12_500_000;

    public override IEnumerable<(string Argument, string Problem, string Remedy)> Problems() => Between("rate", Rate, 1, Fastest);

    public override long CanaryBytes => Rate < Most / BytesOfFifthSecond ? Rate * BytesOfFifthSecond : Most;

    protected override TimeSpan Needed => TimeSpan.FromSeconds(1);

    public override (bool IsAsAsked, string Seen) Judge(CanaryFlight flight)
    {
        var seen = flight.Last is > 0 and var last ? flight.Arrived / last : double.PositiveInfinity;
        return (
            flight.Arrived == flight.Sent && seen <= Rate * Tolerance,
            flight.Arrived == flight.Sent
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $"a canary of {flight.Sent} bytes went at {seen:0.#} KB/s ({Rate} KB/s was asked for)"
                )
                : $"{flight.Arrived} of {flight.Sent} bytes of a canary arrived"
        );
    }
}

/// <summary>Cuts data into pieces with a pause between them.</summary>
internal sealed record SlicerEffect(long Average, long Variation, TimeSpan Delay)
    : ToxicEffect(
        "slicer",
        string.Create(CultureInfo.InvariantCulture, $"cut into pieces of {Average}{(Variation > 0 ? $" ± {Variation}" : "")} bytes")
            + (Delay > TimeSpan.Zero ? $", {DurationText.Words(Delay)} apart," : ""),
        DataObject.Of(("average_size", Average), ("size_variation", Variation), ("delay", (long)Math.Round(Delay.TotalMicroseconds)))
    )
{
    private const long Most = 256 * 1024;
    private const int Pieces = 4;
    private static readonly TimeSpan s_felt = TimeSpan.FromMilliseconds(1);

    public override IEnumerable<(string Argument, string Problem, string Remedy)> Problems() =>
        [
            .. Between("average_size", Average, 1, int.MaxValue),
            .. Between("size_variation", Variation, 0, Average > 0 ? Average - 1 : int.MaxValue),
            .. Between("delay", Delay, TimeSpan.Zero, TimeSpan.FromMinutes(1), "100us"),
        ];

    public override long CanaryBytes => Math.Min(Average < Most ? Average * Pieces : Most, Most);

    protected override TimeSpan Needed => Delay * (Pieces * 2);

    public override (bool IsAsAsked, string Seen) Judge(CanaryFlight flight)
    {
        var least = (flight.Sent / (Average + Variation)) - 1;
        var isFelt = least > 0 && Delay >= s_felt;
        return (
            isFelt ? flight.Pieces > 1 || flight.End == "open" : flight.Arrived == flight.Sent,
            string.Create(
                CultureInfo.InvariantCulture,
                $"a canary of {flight.Sent} bytes came in {flight.Pieces} {(flight.Pieces == 1 ? "piece" : "pieces")} within {flight.Last ?? flight.EndedAfter:0.0} ms{(isFelt ? "" : ", where pieces can't be told apart")}"
            )
        );
    }
}

/// <summary>Closes connections after so many bytes.</summary>
internal sealed record LimitDataEffect(long Bytes)
    : ToxicEffect("limit_data", string.Create(CultureInfo.InvariantCulture, $"close after {Bytes} bytes"), DataObject.Of(("bytes", Bytes)))
{
    private const long Few = 1024;
    private const long More = 64 * 1024;

    public override IEnumerable<(string Argument, string Problem, string Remedy)> Problems() =>
        Between("bytes", Bytes, 0, long.MaxValue / 2);

    public override long CanaryBytes => Bytes < More ? Bytes + Few : Few;

    protected override TimeSpan Needed => TimeSpan.FromSeconds(1);

    public override (bool IsAsAsked, string Seen) Judge(CanaryFlight flight) =>
        (
            flight.Arrived == Math.Min(Bytes, flight.Sent) && flight.End != "open",
            string.Create(
                CultureInfo.InvariantCulture,
                $"{flight.Arrived} of {flight.Sent} bytes of a canary arrived{(Bytes < More ? "" : ", which the limit allows")}"
            )
        );
}
