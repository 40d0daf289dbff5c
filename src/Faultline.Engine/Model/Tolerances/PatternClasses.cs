using System.Text;

namespace Faultline.Engine.Model.Tolerances;

/// <summary>Python's classes of characters up to U+FFFF as text to stand within the brackets of a .NET set.</summary>
internal static class PatternClasses
{
    private static readonly string Blanks = Spell(PythonCharacters.Blanks);
    private static readonly string NotBlanks = SpellOthers(PythonCharacters.Blanks);

    // Letters, numbers of every kind and the underscore; .NET's \w has marks and connectors instead of most numbers.
    private const string Word = @"\p{L}\p{N}_";
    private const string NotWord =
        @"\p{M}\p{S}\p{Z}\p{C}\p{Pd}\p{Ps}\p{Pe}\p{Pi}\p{Pf}\p{Po}\u203F\u2040\u2054\uFE33\uFE34\uFE4D-\uFE4F\uFF3F";

    /// <summary>The class of one of the letters <c>d D s S w W</c>.</summary>
    public static string Text(char name, bool ascii) =>
        (name, ascii) switch
        {
            ('d', false) => @"\p{Nd}",
            ('D', false) => @"\P{Nd}",
            ('s', false) => Blanks,
            ('S', false) => NotBlanks,
            ('w', false) => Word,
            ('W', false) => NotWord,
            ('d', true) => "0-9",
            ('D', true) => @"\0-/:-\uFFFF",
            ('s', true) => @"\t-\r\x20",
            ('S', true) => @"\0-\x08\x0E-\x1F!-\uFFFF",
            ('w', true) => "0-9A-Z_a-z",
            ('W', true) => @"\0-/:-@\x5B-\x5E`\x7B-\uFFFF",
            _ => throw new System.Diagnostics.UnreachableException(name.ToString()),
        };

    /// <summary>A character so that it stands for itself, within brackets and without.</summary>
    public static string Escape(int unit) => char.IsAsciiLetterOrDigit((char)unit) ? ((char)unit).ToString() : $"\\u{unit:X4}";

    private static string Spell(ReadOnlySpan<char> characters)
    {
        var text = new StringBuilder();
        foreach (var c in characters)
        {
            text.Append(Escape(c));
        }

        return text.ToString();
    }

    // The gaps between characters in ascending order.
    private static string SpellOthers(ReadOnlySpan<char> characters)
    {
        var text = new StringBuilder();
        var from = 0;
        foreach (var c in characters)
        {
            if (c > from)
            {
                text.Append(Escape(from)).Append('-').Append(Escape(c - 1));
            }

            from = c + 1;
        }

        return text.Append(Escape(from)).Append("-\\uFFFF").ToString();
    }
}
