using System.Collections.Immutable;
using System.Globalization;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Functions;

namespace Faultline.Providers.Proxy.Faults;

/// <summary>A length of time: a text such as "200ms", "1.5s", "100us", "2m", or a number of seconds.</summary>
internal sealed class DurationText : ArgumentType<TimeSpan>
{
    private static readonly (string Unit, double Seconds)[] s_units =
    [
        ("us", 1e-6),
        ("µs", 1e-6),
        ("ms", 1e-3),
        ("s", 1),
        ("m", 60),
        ("h", 3600),
    ];

    public override string Name => "string";

    public override string Expected => "a duration such as '200ms' or '1.5s', or a number of seconds";

    public override ImmutableArray<string> Forms => ["string", "number"];

    /// <summary>A length of time in words: <c>200 ms</c>, <c>1.5 s</c>, <c>100 µs</c>.</summary>
    public static string Words(TimeSpan time) =>
        time == TimeSpan.Zero ? "0 s"
        : time.TotalMilliseconds < 1 ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalMicroseconds:0.###} µs")
        : time.TotalSeconds < 1 ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0.###} ms")
        : string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.###} s");

    public override bool TryRead(DataNode node, out TimeSpan value)
    {
        value = TimeSpan.Zero;
        var seconds = node switch
        {
            DataNumber number => number.ToDouble(),
            DataString text => Parse(text.Value.Trim()),
            _ => double.NaN,
        };
        if (!(seconds >= 0 && seconds <= TimeSpan.MaxValue.TotalSeconds / 2))
        {
            return false;
        }

        value = TimeSpan.FromTicks((long)Math.Round(seconds * TimeSpan.TicksPerSecond));
        return true;
    }

    private static double Parse(string text)
    {
        var (unit, factor) = Array.Find(s_units, known => text.EndsWith(known.Unit, StringComparison.Ordinal));
        return
            unit is not null
            && double.TryParse(
                text.AsSpan(0, text.Length - unit.Length).TrimEnd(),
                NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture,
                out var amount
            )
            ? amount * factor
            : double.NaN;
    }
}
