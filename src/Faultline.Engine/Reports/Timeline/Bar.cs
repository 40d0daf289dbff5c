namespace Faultline.Engine.Reports.Timeline;

/// <summary>What is drawn for one activity, for one pause, or for several checks too close together to be told apart.</summary>
internal sealed record Bar
{
    /// <summary>The narrowest bar that can still be seen and pointed at.</summary>
    public const double LeastWidth = 5;

    public required string Activity { get; init; }

    public required RecordPhase Phase { get; init; }

    /// <summary>The worst of the activities that the bar stands for.</summary>
    public required ActivityResult Result { get; init; }

    public required double Left { get; init; }

    public required double Right { get; init; }

    /// <summary>The latest end of what the bar stands for.</summary>
    public required DateTimeOffset End { get; init; }

    public required string Tooltip { get; init; }

    public bool IsPause { get; init; }

    public bool IsProbe { get; init; }

    /// <summary>How many activities the bar stands for.</summary>
    public int Count { get; init; } = 1;

    /// <summary>How many of them went wrong.</summary>
    public int BadCount { get; init; }

    public string Caption { get; init; } = "";

    /// <summary>Where the caption begins; null where there is no room for it.</summary>
    public double? CaptionLeft { get; init; }

    public double Width => Math.Round(Right - Left, 1);

    public bool IsBad => Result >= ActivityResult.Unfinished;
}
