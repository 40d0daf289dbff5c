namespace Faultline.Engine.Model.Tolerances;

/// <summary>How many characters a part of a pattern matches, at least and at most.</summary>
internal readonly record struct PatternWidth(UInt128 Least, UInt128 Most)
{
    private static readonly UInt128 Limit = UInt128.One << 64;

    public static PatternWidth Zero { get; } = new(0, 0);

    public static PatternWidth One { get; } = new(1, 1);

    public bool IsFixed => Least == Most;

    public PatternWidth Then(PatternWidth next) => Capped(Least + next.Least, Most + next.Most);

    public PatternWidth Or(PatternWidth other) => new(UInt128.Min(Least, other.Least), UInt128.Max(Most, other.Most));

    public PatternWidth Repeated(uint least, uint? most) =>
        Capped(Least * least, most is { } times ? Most * times : (Most == 0 ? 0 : Limit));

    private static PatternWidth Capped(UInt128 least, UInt128 most) => new(UInt128.Min(least, Limit), UInt128.Min(most, Limit));
}
