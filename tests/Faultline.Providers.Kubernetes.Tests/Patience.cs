using Faultline.TestKit;

namespace Faultline.Providers.Kubernetes.Tests;

internal static class Patience
{
    /// <summary>Moves the clock to the next timer whenever the call waits for nothing but the clock.</summary>
    /// <param name="clock">The clock.</param>
    /// <param name="call">The call.</param>
    /// <param name="waits">Whether it does; by default when the next timer is one that the call itself set to wait, which is short.</param>
    public static async Task<T> UntilAsync<T>(ManualClock clock, Task<T> call, Func<bool>? waits = null)
    {
        while (!call.IsCompleted)
        {
            // The deadline is always set; a timer before it is a wait that the server asked for.
            if (clock.UntilNext is { } next && (waits?.Invoke() ?? next < TimeSpan.FromSeconds(10)))
            {
                clock.Advance(next);
            }

            await Task.Yield();
        }

        return await call;
    }
}
