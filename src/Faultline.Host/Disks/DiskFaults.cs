using Faultline.Abstractions.Faults;
using Faultline.Abstractions.Functions;

namespace Faultline.Host.Disks;

/// <summary>Faults of disks.</summary>
internal static class DiskFaults
{
    /// <summary>Fills a volume, and frees it afterwards.</summary>
    /// <remarks>
    /// What fills it has no name where the file system allows that, and is gone with the process that holds it, however that ends. A reserve
    /// stays free in any case, so that the system goes on.
    /// </remarks>
    /// <param name="dir">A folder on the volume.</param>
    /// <param name="percent">How much of the volume is to be in use then, in per cent, above 0 and up to 100.</param>
    /// <param name="size">How much to take, such as "512M", in place of 'percent'.</param>
    /// <param name="reserve">How much stays free in any case; left out, 64 MiB, on volumes below 1.25 GiB a twentieth.</param>
    /// <param name="workers">How many files are written at a time.</param>
    /// <param name="blockSize">How many KiB are written at once, where the file system can't reserve space.</param>
    [Action("disk")]
    public static IFault Fill(
        string dir = "/tmp",
        double percent = 100,
        [Reads<ByteSize>] long? size = null,
        [Reads<ByteSize>] long? reserve = null,
        int workers = 1,
        int blockSize = 4
    ) => new DiskFill(new DiskFillAmount(percent, size, reserve), dir, workers, blockSize);
}
