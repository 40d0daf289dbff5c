namespace Faultline.Engine.Reports.Timeline;

/// <summary>Gives each bar's caption a place to the right or the left of it, where it covers nothing; else none.</summary>
internal static class Captions
{
    /// <summary>How far captions may stand out to the right of the axis.</summary>
    public const double Overhang = 66;

    /// <summary>How wide a character is, at most.</summary>
    public const double CharacterWidth = 6.6;
    public const double Space = 5;

    public static double WidthOf(string caption) => caption.Length * CharacterWidth;

    public static IReadOnlyList<Bar> Place(List<Bar> bars, TimeScale scale)
    {
        var taken = scale.Left;
        var placed = new List<Bar>(bars.Count);
        for (var i = 0; i < bars.Count; i++)
        {
            var next = i + 1 < bars.Count ? bars[i + 1].Left : scale.Right + Overhang;
            var at = bars[i].Caption.Length == 0 ? null : PlaceFor(bars[i], taken, next);
            placed.Add(bars[i] with { CaptionLeft = at });
            taken = Math.Max(bars[i].Right, at + WidthOf(bars[i].Caption) ?? 0);
        }

        return placed;
    }

    private static double? PlaceFor(Bar bar, double taken, double next)
    {
        var width = WidthOf(bar.Caption);
        return bar.Right + Space + width <= next - Space ? bar.Right + Space
            : bar.Left - Space - width >= taken + Space ? bar.Left - Space - width
            : null;
    }
}
