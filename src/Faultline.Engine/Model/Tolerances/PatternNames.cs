using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Faultline.Abstractions.Data;

namespace Faultline.Engine.Model.Tolerances;

/// <summary>The names and numbers of groups as Python writes them.</summary>
internal static partial class PatternNames
{
    /// <summary>The name, where it can be one.</summary>
    public static string Checked(string name) => IsIdentifier(name) ? name : throw Bad(name);

    /// <summary>The number that a condition names a group by.</summary>
    public static int Number(string name)
    {
        // What Python's int() takes: blanks around, a plus, underscores between digits.
        if (Integer().Match(name) is not { Success: true } match)
        {
            throw Bad(name);
        }

        var digits = match.Groups[1].Value.Replace("_", "", StringComparison.Ordinal).TrimStart('0');
        return digits.Length == 0 ? throw new PatternSyntaxException("bad group number")
            : int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
            : throw new PatternSyntaxException($"invalid group reference {digits}");
    }

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

    private static PatternSyntaxException Bad(string name) => new($"bad character in group name {PythonText.Repr(new DataString(name))}");

    [GeneratedRegex("^\\s*\\+?([0-9]+(?:_[0-9]+)*)\\s*\\z")]
    private static partial Regex Integer();
}
