using System.Globalization;
using Faultline.KillSweep.Killing;

namespace Faultline.KillSweep;

/// <summary>What a sweep found, in a few lines.</summary>
internal static class SweepReport
{
    public static IEnumerable<string> Lines(IReadOnlyCollection<KillResult> results, TimeSpan took)
    {
        var count = results.Count(one => one.Outcome != Outcome.Missed);
        yield return "";
        yield return Row("fault", "kills", "broken", "by itself", "recover", "residue", "kill -9", "p95 ms", "Ctrl-C", "p95 ms");
        foreach (
            var group in results
                .Where(one => one.Outcome != Outcome.Missed)
                .GroupBy(one => one.Kill.Subject)
                .OrderBy(one => one.Key, StringComparer.Ordinal)
        )
        {
            var (killed, interrupted) = (Times(group, Target.Engine), Times(group, Target.Interrupted));
            yield return Row(
                group.Key,
                group.Count(),
                group.Count(one => one.WasBroken),
                group.Count(one => one.Outcome == Outcome.Undone),
                group.Count(one => one.Outcome == Outcome.Recovered),
                group.Count(one => one.Outcome == Outcome.Residue),
                Percentile(killed, 0.5),
                Percentile(killed, 0.95),
                Percentile(interrupted, 0.5),
                Percentile(interrupted, 0.95)
            );
        }

        foreach (var target in results.Where(one => one.Outcome != Outcome.Missed).GroupBy(one => one.Kill.Target).OrderBy(one => one.Key))
        {
            yield return $"  {target.Key}: {target.Count()} kills, {target.Count(one => one.WasBroken)} while something was broken";
        }

        var residue = results.Count(one => one.Outcome == Outcome.Residue);
        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"{count} kills in {took.TotalSeconds:0} s, {results.Count - count} came too late; residue after {residue} of them"
        );
    }

    private static double[] Times(IEnumerable<KillResult> results, Target target) =>
        [
            .. results
                .Where(one => one is { WasBroken: true, Undone: not null } && one.Kill.Target == target)
                .Select(one => one.Undone!.Value.TotalMilliseconds)
                .Order(),
        ];

    private static string Percentile(double[] sorted, double share) =>
        sorted.Length == 0 ? "-" : sorted[(int)(share * (sorted.Length - 1))].ToString("0", CultureInfo.InvariantCulture);

    private static string Row(params ReadOnlySpan<object> cells)
    {
        var line = $"{cells[0], -20}";
        foreach (var cell in cells[1..])
        {
            line += $"{cell, 11}";
        }

        return line;
    }
}
