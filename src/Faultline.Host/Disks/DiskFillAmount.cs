using System.Globalization;
using Faultline.Abstractions.Faults;
using Faultline.Linux.Files;

namespace Faultline.Host.Disks;

/// <summary>How much of a volume is filled.</summary>
/// <param name="Percent">How much is to be in use then, in per cent.</param>
/// <param name="Size">How many bytes to take in place of that; null where that counts.</param>
/// <param name="Reserve">How many bytes stay free in any case; null for <see cref="ReserveOf"/>.</param>
internal sealed record DiskFillAmount(double Percent, long? Size, long? Reserve)
{
    private const long MostReserve = 64L << 20;
    private const int ReserveShare = 20;

    // What is filled in memory must leave the machine enough to undo it.
    private const double MemoryShare = 0.8;

    /// <summary>What stays free unless somebody says otherwise.</summary>
    public static long ReserveOf(Volume volume) => Math.Min(MostReserve, volume.Size / ReserveShare);

    /// <summary>The bytes to take.</summary>
    /// <param name="volume">Of what.</param>
    /// <param name="words">What to call it.</param>
    /// <exception cref="FaultRefusedException">There is nothing to take, or more than can be taken.</exception>
    public long Of(Volume volume, string words)
    {
        if (Percent is not (> 0 and <= 100))
        {
            throw new FaultRefusedException($"'percent' is {Percent}, which is no share of a volume", "Give more than 0, and at most 100.");
        }

        var usable = volume.Size - volume.Free + volume.Available;
        var reserve = Reserve ?? ReserveOf(volume);
        var left = Size is { } size ? volume.Available - size : (long)(usable * (100 - Percent) / 100);
        if (Size is not null && left < reserve)
        {
            throw new FaultRefusedException(
                $"{words} has {ByteSize.Words(volume.Available)} free, of which {ByteSize.Words(reserve)} stay free: 'size' is more than that",
                "Give less, or a smaller 'reserve'."
            );
        }

        var bytes = volume.Available - Math.Max(left, reserve);
        if (bytes <= 0)
        {
            throw new FaultRefusedException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{words} is as full already: {volume.UsedPercent:0.#} % are in use, {ByteSize.Words(volume.Available)} are free, {ByteSize.Words(reserve)} stay free"
                ),
                "Ask for more than is in use, or give a smaller 'reserve'."
            );
        }

        return !volume.IsMemory || bytes <= MemoryAvailable() * MemoryShare
            ? bytes
            : throw new FaultRefusedException(
                $"{words} stands in memory, and {ByteSize.Words(bytes)} of it would leave this machine too little ({ByteSize.Words(MemoryAvailable())} are free)",
                "Give a smaller 'size'."
            );
    }

    private static long MemoryAvailable()
    {
        var line = File.ReadLines("/proc/meminfo").FirstOrDefault(line => line.StartsWith("MemAvailable:", StringComparison.Ordinal));
        return
            line?.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, var kilobytes, ..]
            && long.TryParse(kilobytes, CultureInfo.InvariantCulture, out var number)
            ? number << 10
            : 0;
    }
}
