using System.Runtime.InteropServices;

namespace Faultline.Linux;

/// <summary>What the ended children of this process, and theirs, have used (getrusage(2)).</summary>
/// <param name="Processor">User and system time together.</param>
/// <param name="PeakMemory">The largest resident set of any of them, in bytes.</param>
public readonly partial record struct ResourceUse(TimeSpan Processor, long PeakMemory)
{
    private const int Children = -1;

    /// <summary>The use so far.</summary>
    public static unsafe ResourceUse OfChildren()
    {
        // struct rusage: two timevals, then sixteen longs of which the first is the peak in KiB.
        var usage = stackalloc long[18];
        _ = GetUsage(Children, usage);
        return new ResourceUse(TimeSpan.FromSeconds(usage[0] + usage[2]) + TimeSpan.FromMicroseconds(usage[1] + usage[3]), usage[4] * 1024);
    }

    [LibraryImport("libc", EntryPoint = "getrusage")]
    private static unsafe partial int GetUsage(int who, long* usage);
}
