using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Faultline.Linux.Roles;

/// <summary>
/// Keeps processors busy, in a process of its own: so that nobody waits for its threads, and the kernel counts them where it was put.
/// It begins when it is told to, and ends when nobody holds the other end of its input any more.
/// </summary>
public static unsafe partial class ProcessorBurner
{
    /// <summary>The role's name.</summary>
    public const string Role = "burn";

    /// <summary>The line that it begins at.</summary>
    public const string Begin = "begin";

    private const int Usage = 2;
    private const int ThreadProcessorTime = 3;

    // Short enough for a limit that is kept per tenth of a second, and long against a turn of the scheduler.
    private const double Period = 0.02;

    private static volatile bool s_isOver;

    /// <summary>Burns until the input ends.</summary>
    /// <param name="workers">How many threads.</param>
    /// <param name="percent">The share of a processor that each of them takes, in per cent.</param>
    /// <returns>The exit code.</returns>
    public static int Run(string workers, string percent)
    {
        if (
            !int.TryParse(workers, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            || !double.TryParse(percent, CultureInfo.InvariantCulture, out var share)
        )
        {
            return Usage;
        }

        DieFirst();
        // Nobody came to tell: whoever started us is gone.
        if (Console.In.ReadLine() != Begin)
        {
            return 0;
        }

        for (var i = 0; i < count; i++)
        {
            new Thread(() => Burn(share / 100)) { IsBackground = true, Name = "burn" }.Start();
        }

        while (Console.In.ReadLine() is not null) { }

        s_isOver = true;
        return 0;
    }

    private static void Burn(double share)
    {
        var begun = Stopwatch.GetTimestamp();
        double forgiven = 0;
        while (!s_isOver)
        {
            var (elapsed, used) = (Stopwatch.GetElapsedTime(begun).TotalSeconds, ProcessorTime());
            var owed = (elapsed * share) - used - forgiven;
            if (share >= 1 || owed > 0)
            {
                // What others took is not made up for by a burst.
                forgiven += Math.Max(0, owed - Period);
                Spin(used + (share >= 1 ? Period : Math.Min(owed, Period)));
            }
            else
            {
                _ = Poll(null, 0, (int)Math.Clamp(Math.Ceiling(-owed / share * 1000), 1, 1000));
            }
        }
    }

    private static void Spin(double until)
    {
        const int Round = 20_000;
        ulong state = 1;
        while (!s_isOver && ProcessorTime() < until)
        {
            for (var i = 0; i < Round; i++)
            {
                state = (state * 6364136223846793005) + 1442695040888963407;
            }
        }

        GC.KeepAlive(state);
    }

    private static double ProcessorTime()
    {
        LibC.ClockTime time;
        _ = GetClock(ThreadProcessorTime, &time);
        return time.Seconds + (time.Nanoseconds / 1e9);
    }

    // Whoever started us may be spared when memory gets short; we are the first to go.
    private static void DieFirst()
    {
        try
        {
            File.WriteAllText("/proc/self/oom_score_adj", "1000");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Nothing depends on it.
        }
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int GetClock(int clock, LibC.ClockTime* time);

    [LibraryImport("libc", EntryPoint = "poll")]
    private static partial int Poll(void* requests, nuint count, int timeoutMilliseconds);
}
