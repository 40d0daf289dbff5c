using System.Globalization;
using System.Text;

namespace Faultline.Engine.Model.Tolerances;

/// <summary>What Python says of the characters of a pattern's own text.</summary>
internal static class PatternText
{
    /// <summary>The number of the one character that a text holds; half of a pair counts as one.</summary>
    public static int CodePoint(string character) => character.Length == 2 ? char.ConvertToUtf32(character[0], character[1]) : character[0];

    /// <summary>Whether a text is all letters.</summary>
    public static bool IsLetter(string text) => text.EnumerateRunes().All(Rune.IsLetter);

    /// <summary>Whether a text is a name in Python: letters, digits, marks and connectors, no digit or mark first.</summary>
    public static bool IsIdentifier(string text)
    {
        var first = true;
        foreach (var rune in text.EnumerateRunes())
        {
            if (!(StartsIdentifier(rune) || (!first && ContinuesIdentifier(rune))))
            {
                return false;
            }

            first = false;
        }

        return !first;
    }

    private static bool StartsIdentifier(Rune rune) =>
        rune.Value == '_' || Rune.IsLetter(rune) || Rune.GetUnicodeCategory(rune) == UnicodeCategory.LetterNumber;

    private static bool ContinuesIdentifier(Rune rune) =>
        rune.Value == 0xB7
        || Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.DecimalDigitNumber
                or UnicodeCategory.NonSpacingMark
                or UnicodeCategory.SpacingCombiningMark
                or UnicodeCategory.ConnectorPunctuation;
}
