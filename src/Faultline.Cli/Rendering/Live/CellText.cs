using System.Globalization;
using System.Text;

namespace Faultline.Cli.Rendering.Live;

/// <summary>Text by the columns that it takes on a terminal. What would move the cursor or turn the text around is left out.</summary>
internal static class CellText
{
    // What terminals draw two columns wide: the scripts of East Asia, and pictures.
    private static readonly (int From, int To)[] Wide =
    [
        (0x1100, 0x115f),
        (0x2e80, 0x303e),
        (0x3041, 0xa4cf),
        (0xac00, 0xd7a3),
        (0xf900, 0xfaff),
        (0xfe30, 0xfe6f),
        (0xff00, 0xff60),
        (0xffe0, 0xffe6),
        (0x1f300, 0x1f64f),
        (0x1f680, 0x1f6ff),
        (0x1f900, 0x1faff),
        (0x20000, 0x3fffd),
    ];

    /// <summary>The text on one line of at most so many columns, ending in the mark where it was longer.</summary>
    public static string Fit(string text, int width, char mark)
    {
        var builder = new StringBuilder();
        var (taken, wholeUpTo) = (0, 0);
        foreach (var rune in text.EnumerateRunes())
        {
            var shown = Shown(rune);
            var columns = Columns(shown);
            if (taken + columns > width)
            {
                builder.Length = wholeUpTo;
                return width > 0 ? builder.Append(mark).ToString() : "";
            }

            builder.Append(IsDropped(shown) ? "" : shown.ToString());
            taken += columns;
            // As far as the mark still has room behind it.
            wholeUpTo = taken < width ? builder.Length : wholeUpTo;
        }

        return builder.ToString();
    }

    /// <summary>The columns that a text takes.</summary>
    public static int Width(string text) => text.EnumerateRunes().Sum(rune => Columns(Shown(rune)));

    private static Rune Shown(Rune rune) => rune.Value is '\n' or '\r' or '\t' ? new Rune(' ') : rune;

    private static bool IsDropped(Rune rune) =>
        Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.Control
                or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator
                or UnicodeCategory.Surrogate;

    private static int Columns(Rune rune) =>
        IsDropped(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark ? 0
        : Array.Exists(Wide, range => rune.Value >= range.From && rune.Value <= range.To) ? 2
        : 1;
}
