using System.Globalization;

namespace Faultline.Engine.Reports.Timeline;

/// <summary>Where a time axis is labelled: steps that people count in, never closer than their labels are wide.</summary>
internal static class TimeTicks
{
    private const double LeastGap = 84;
    private const double Day = 86_400;

    private static readonly double[] Steps =
    [
        .. from power in new[] { 0.0001, 0.001, 0.01, 0.1, 1 } from digit in new[] { 1, 2, 5 } select power * digit,
        10,
        15,
        30,
        60,
        120,
        300,
        600,
        900,
        1800,
        3600,
        7200,
        10_800,
        21_600,
        43_200,
        Day,
    ];

    /// <summary>Seconds after the origin, with their labels; the first is 0.</summary>
    public static IEnumerable<(double Seconds, string Label)> Of(TimeScale scale)
    {
        var most = Math.Max(1, (scale.Right - scale.Left) / LeastGap);
        var step = StepFor(scale.Seconds / most);
        for (var i = 0; i * step <= scale.Seconds; i++)
        {
            yield return (i * step, Label(i * step, step));
        }
    }

    private static double StepFor(double least)
    {
        var step = Array.Find(Steps, candidate => candidate >= least);
        if (step > 0)
        {
            return step;
        }

        var days = Math.Pow(10, Math.Floor(Math.Log10(least / Day)));
        return Day * new[] { days, days * 2, days * 5, days * 10 }.First(candidate => candidate >= least / Day);
    }

    private static string Label(double seconds, double step) =>
        step switch
        {
            _ when seconds == 0 => "0",
            < 0.2 when seconds < 1 => Number(seconds * 1000) + " ms",
            < 60 => Number(seconds) + " s",
            _ => Units(seconds),
        };

    private static string Number(double value) => Math.Round(value, 4).ToString("0.####", CultureInfo.InvariantCulture);

    private static string Units(double seconds)
    {
        var time = TimeSpan.FromSeconds(Math.Round(seconds));
        var parts = new[] { (time.Days, "d"), (time.Hours, "h"), (time.Minutes, "min") }.Where(part => part.Item1 > 0).Take(2);
        return string.Join(' ', parts.Select(part => string.Create(CultureInfo.InvariantCulture, $"{part.Item1} {part.Item2}")));
    }
}
