namespace Faultline.Engine.Reports.Timeline;

/// <summary>Times of the run to places on the time axis.</summary>
internal sealed class TimeScale(DateTimeOffset origin, DateTimeOffset end, double left, double right)
{
    private readonly double _seconds = Math.Max((end - origin).TotalSeconds, 0.001);

    /// <summary>The time at the axis' left end.</summary>
    public DateTimeOffset Origin { get; } = origin;

    /// <summary>The time at the axis' right end.</summary>
    public DateTimeOffset End { get; } = end;

    /// <summary>Where the axis begins.</summary>
    public double Left { get; } = left;

    /// <summary>Where the axis ends.</summary>
    public double Right { get; } = right;

    /// <summary>How many seconds the axis covers; at least a millisecond.</summary>
    public double Seconds => _seconds;

    /// <summary>The place of a time; times off the axis are put at its nearer end.</summary>
    public double X(DateTimeOffset time) => X((time - Origin).TotalSeconds);

    /// <summary>The place of so many seconds after the origin.</summary>
    public double X(double seconds) => Math.Round(Left + (Math.Clamp(seconds / _seconds, 0, 1) * (Right - Left)), 1);
}
