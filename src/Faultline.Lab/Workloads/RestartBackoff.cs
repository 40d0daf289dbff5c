namespace Faultline.Lab.Workloads;

/// <summary>
/// How long a container that ended waits to be started again: the lab's restart delay, and from the second time on at least 10 s,
/// 20 s, 40 s ... up to 5 minutes, as in Kubernetes. A run of 10 minutes makes it forget.
/// </summary>
internal sealed class RestartBackoff(TimeSpan restartDelay)
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Most = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Healthy = TimeSpan.FromMinutes(10);

    private int _failures;

    /// <summary>The wait after a run of this length.</summary>
    public TimeSpan Next(TimeSpan ran)
    {
        _failures = ran >= Healthy ? 1 : _failures + 1;
        if (_failures == 1)
        {
            return restartDelay;
        }

        var backoff = First * Math.Pow(2, Math.Min(_failures - 2, 10));
        return backoff > Most ? Most
            : backoff > restartDelay ? backoff
            : restartDelay;
    }
}
