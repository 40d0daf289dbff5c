namespace Faultline.Host.Tests;

/// <summary>Waits for conditions.</summary>
internal static class Poll
{
    /// <summary>Returns as soon as the condition holds; the test's time limit ends it where it never does.</summary>
    public static async Task UntilAsync(Func<bool> holds, CancellationToken stop)
    {
        while (!holds())
        {
            await Task.Delay(5, stop);
        }
    }
}
