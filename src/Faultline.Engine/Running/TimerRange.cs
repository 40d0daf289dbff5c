namespace Faultline.Engine.Running;

/// <summary>Waits and limits of any length, though a timer waits 49 days at most.</summary>
internal static class TimerRange
{
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    /// <summary>Whether one timer can wait that long; what is longer, no run will reach.</summary>
    public static bool Covers(TimeSpan length) => length <= Longest;

    /// <summary>A pause of any length.</summary>
    public static async Task DelayAsync(TimeSpan length, TimeProvider time, CancellationToken stop)
    {
        for (; length > Longest; length -= Longest)
        {
            await Task.Delay(Longest, time, stop);
        }

        await Task.Delay(length, time, stop);
    }

    /// <summary>A source that is cancelled after the limit; never where there is none, or none that a run will reach.</summary>
    public static CancellationTokenSource Limit(TimeSpan? limit, TimeProvider time) =>
        limit is { } length && Covers(length) ? new CancellationTokenSource(length, time) : new CancellationTokenSource();
}
