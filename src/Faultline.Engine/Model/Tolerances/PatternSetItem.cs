namespace Faultline.Engine.Model.Tolerances;

/// <summary>
/// A member of a set: the characters from <paramref name="First"/> to <paramref name="Last"/>, or where <paramref name="Class"/> is
/// not null one of the classes <c>d D s S w W</c>.
/// </summary>
internal readonly record struct PatternSetItem(int First, int Last, char? Class = null)
{
    public static PatternSetItem Of(int codePoint) => new(codePoint, codePoint);

    public static PatternSetItem OfClass(char name) => new(0, 0, name);
}
