using System.Text;

namespace Faultline.Engine.Model.Tolerances;

/// <summary>What Python says of the characters of a pattern's own text.</summary>
internal static class PatternText
{
    /// <summary>The number of the one character that a text holds; half of a pair counts as one.</summary>
    public static int CodePoint(string character) => character.Length == 2 ? char.ConvertToUtf32(character[0], character[1]) : character[0];

    /// <summary>Whether a text is all letters.</summary>
    public static bool IsLetter(string text) => text.EnumerateRunes().All(Rune.IsLetter);
}
