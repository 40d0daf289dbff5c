using System.Globalization;
using System.Text;

namespace Faultline.Engine.Reports.Words;

/// <summary>Makes any text safe to look at: what is invisible or would change the text around it is shown, not obeyed.</summary>
internal static class VisibleText
{
    /// <summary>How much of one output is shown.</summary>
    public const int MostOutput = 64 * 1024;

    /// <summary>
    /// The text with control characters as their pictures (U+2400…), and half surrogates, direction marks and what XML does
    /// not allow as U+FFFD. Line feeds and tabs stay.
    /// </summary>
    public static string Clean(string text)
    {
        if (!NeedsCleaning(text))
        {
            return text;
        }

        var builder = new StringBuilder(text.Length);
        foreach (var rune in text.Replace("\r\n", "\n", StringComparison.Ordinal).EnumerateRunes())
        {
            _ = rune.Value switch
            {
                '\n' or '\t' => builder.Append((char)rune.Value),
                < 0x20 => builder.Append((char)(0x2400 + rune.Value)),
                0x7f => builder.Append('\u2421'),
                _ when IsHidden(rune.Value) => builder.Append('\ufffd'),
                _ => builder.Append(rune.ToString()),
            };
        }

        return builder.ToString();
    }

    /// <summary>At most so many characters, with a note of what was left out.</summary>
    public static string Cut(string text, int most)
    {
        if (text.Length <= most)
        {
            return text;
        }

        var note = string.Create(
            CultureInfo.InvariantCulture,
            $"\n… cut here: {text.Length - most:#,0} of {text.Length:#,0} characters are left out; the journal has them all."
        );
        return Whole(text, most) + note;
    }

    /// <summary>The last lines of a text, with a note where there were more.</summary>
    public static string Tail(string text, int lines, int most)
    {
        var cut = text.Length > most;
        var end = cut ? text[^most..] : text;
        var all = (end.Length > 0 && char.IsLowSurrogate(end[0]) ? end[1..] : end).TrimEnd().Split('\n');
        return (cut || all.Length > lines ? "… earlier lines are in the activity's record\n" : "") + string.Join('\n', all.TakeLast(lines));
    }

    /// <summary>One line of at most so many characters, ending in … where it was longer.</summary>
    public static string Line(string text, int most)
    {
        var head = Whole(text, Math.Min(text.Length, most * 4));
        var line = string.Join(' ', head.Split(['\n', '\r', '\t', ' '], StringSplitOptions.RemoveEmptyEntries));
        return line.Length > most ? Whole(line, most - 1) + "…"
            : head.Length < text.Length ? line + "…"
            : line;
    }

    // Never cuts a surrogate pair in half.
    private static string Whole(string text, int length) =>
        length > 0 && length < text.Length && char.IsHighSurrogate(text[length - 1]) ? text[..(length - 1)] : text[..length];

    private static bool NeedsCleaning(string text)
    {
        foreach (var c in text)
        {
            if ((c < 0x20 && c is not ('\n' or '\t')) || char.IsSurrogate(c) || IsHidden(c) || c == 0x7f)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsHidden(int value) =>
        value
            is (>= 0x80 and <= 0x9f)
                or (>= 0x200b and <= 0x200f)
                or (>= 0x2028 and <= 0x202e)
                or (>= 0x2060 and <= 0x206f)
                or 0xfeff
                or 0xfffe
                or 0xffff;
}
