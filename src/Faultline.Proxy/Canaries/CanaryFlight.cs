namespace Faultline.Proxy.Canaries;

/// <summary>How the receiving end of a canary saw its connection end.</summary>
internal enum CanaryEnd
{
    /// <summary>It had not ended when the wait was over.</summary>
    Open,

    /// <summary>In order.</summary>
    Closed,

    /// <summary>By a reset.</summary>
    Reset,
}

/// <summary>What became of a canary; times are since its first byte was sent.</summary>
/// <param name="Sent">How many bytes were sent.</param>
/// <param name="Arrived">How many arrived.</param>
/// <param name="Pieces">How many reads they came in.</param>
/// <param name="First">When the first arrived; null where none did.</param>
/// <param name="Last">When the last did.</param>
/// <param name="End">How it ended.</param>
/// <param name="EndedAfter">When it ended, or the wait was over.</param>
internal sealed record CanaryFlight(
    int Sent,
    long Arrived,
    long Pieces,
    TimeSpan? First,
    TimeSpan? Last,
    CanaryEnd End,
    TimeSpan EndedAfter
);
