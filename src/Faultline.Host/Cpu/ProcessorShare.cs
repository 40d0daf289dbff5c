using System.Globalization;
using System.Numerics;
using Faultline.Host.Targets;
using Faultline.Linux.Cgroups;

namespace Faultline.Host.Cpu;

/// <summary>How much processor the processes of a place may have.</summary>
/// <param name="Processors">On how many processors they may run.</param>
/// <param name="Quota">How many processors' time they get together at most; null where there is no limit.</param>
internal sealed record ProcessorShare(int Processors, double? Quota)
{
    /// <summary>How many processors that is, in whole ones.</summary>
    public int Whole => Math.Max(1, Quota is { } quota ? (int)Math.Min(Processors, Math.Ceiling(quota)) : Processors);

    /// <summary>What a place has.</summary>
    public static ProcessorShare Of(Place place)
    {
        var pid =
            place.Leader?.Pid
            ?? (place.IsHost ? Environment.ProcessId : (place.Processes() is [var first, ..] ? first.Pid : Environment.ProcessId));
        var quotas = place
            .Cgroups.Where(group => group.IsUnified || group.Controllers.Contains("cpu"))
            .Select(QuotaOf)
            .OfType<double>()
            .ToList();
        return new ProcessorShare(Allowed(pid), quotas.Count == 0 ? null : quotas.Min());
    }

    // "Cpus_allowed: ff,ffffffff": a bit for each.
    private static int Allowed(int pid)
    {
        const string Key = "Cpus_allowed:";
        try
        {
            var line = File.ReadLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/status"))
                .First(line => line.StartsWith(Key, StringComparison.Ordinal));
            return line[Key.Length..]
                .Trim()
                .Split(',')
                .Sum(word => BitOperations.PopCount(uint.Parse(word, NumberStyles.HexNumber, CultureInfo.InvariantCulture)));
        }
        catch (Exception e) when (e is IOException or InvalidOperationException)
        {
            return Environment.ProcessorCount;
        }
    }

    // Each group above has a limit of its own, and the least counts.
    private static double? QuotaOf(CgroupDirectory group)
    {
        double? least = null;
        for (
            var (path, left) = (group.Path, group.Name.Count(one => one == '/'));
            left > 0;
            (path, left) = (Path.GetDirectoryName(path)!, left - 1)
        )
        {
            var words = group.IsUnified
                ? Read(Path.Combine(path, "cpu.max"))
                : [.. Read(Path.Combine(path, "cpu.cfs_quota_us")), .. Read(Path.Combine(path, "cpu.cfs_period_us"))];
            if (
                words is [var quota, var period]
                && double.TryParse(quota, CultureInfo.InvariantCulture, out var part)
                && double.TryParse(period, CultureInfo.InvariantCulture, out var whole)
                && part > 0
                && whole > 0
            )
            {
                least = Math.Min(least ?? double.MaxValue, part / whole);
            }
        }

        return least;
    }

    private static string[] Read(string file)
    {
        try
        {
            return File.ReadAllText(file).Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
