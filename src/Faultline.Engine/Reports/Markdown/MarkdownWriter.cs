using System.Globalization;
using System.Text;
using Faultline.Engine.Reports.Words;

namespace Faultline.Engine.Reports.Markdown;

/// <summary>
/// Writes GitHub's Markdown. A journal's text goes through <see cref="Plain"/>, <see cref="Code"/> or <see cref="Block"/>, so
/// that it can neither format, link, embed nor mention anyone.
/// </summary>
internal sealed class MarkdownWriter
{
    private const string Special = "\\`*_[]|~$";
    private const char Joiner = '\u2060';
    private static readonly string[] Addresses = ["http:", "https:", "ftp:", "mailto:", "xmpp:", "www."];

    private readonly StringBuilder _out = new();

    /// <summary>A line of the program's own Markdown.</summary>
    public MarkdownWriter Line(string markdown = "")
    {
        var isBlank = _out.Length > 1 && _out[^1] == '\n' && _out[^2] == '\n';
        _ = markdown.Length == 0 && isBlank ? _out : _out.Append(markdown).Append('\n');
        return this;
    }

    /// <summary>A fenced block; its fence is longer than any in the text.</summary>
    public MarkdownWriter Block(string text)
    {
        var clean = VisibleText.Clean(text).TrimEnd('\n');
        var fence = new string('`', Math.Max(3, LongestRun(clean) + 1));
        return Line().Line(fence + "text").Line(clean).Line(fence).Line();
    }

    /// <summary>A folded part under a plain text; what is written inside stands between blank lines.</summary>
    public MarkdownWriter Fold(string summary, Action<MarkdownWriter> body)
    {
        Line("<details>").Line($"<summary>{Entities(summary)}</summary>").Line();
        body(this);
        return Line().Line("</details>").Line();
    }

    /// <summary>A table of cells that are Markdown already.</summary>
    public MarkdownWriter Table(IReadOnlyList<string> headings, IEnumerable<IReadOnlyList<string>> rows)
    {
        Line($"| {string.Join(" | ", headings)} |").Line($"|{string.Concat(headings.Select(_ => " --- |"))}");
        foreach (var row in rows)
        {
            Line($"| {string.Join(" | ", row)} |");
        }

        return Line();
    }

    public override string ToString() => _out.ToString().TrimEnd('\n') + "\n";

    /// <summary>Text in a line or a table cell, at most so long.</summary>
    public static string Plain(string text, int most = 300)
    {
        var builder = new StringBuilder();
        foreach (var c in VisibleText.Clean(VisibleText.Line(text, most)))
        {
            // A mention, an issue or an address is one for GitHub only where nothing stands inside it.
            _ = c switch
            {
                '<' => builder.Append("&lt;"),
                '>' => builder.Append("&gt;"),
                '&' => builder.Append("&amp;"),
                '@' or '#' => builder.Append(c == '#' ? "\\#" : "@").Append(Joiner),
                ':' or '.' => builder.Append(c).Append(IsAddress(builder) ? Joiner.ToString() : ""),
                _ when Special.Contains(c) => builder.Append('\\').Append(c),
                _ => builder.Append(c),
            };
        }

        return Begin(builder.ToString());
    }

    /// <summary>Text as inline code, fit for a table cell, at most so long.</summary>
    public static string Code(string text, int most = 160)
    {
        var clean = VisibleText.Clean(VisibleText.Line(text, most));
        if (clean.Length == 0)
        {
            return "";
        }

        // A bar ends a cell even within code, and only there may it be escaped: its look-alike is right in both places.
        clean = clean.Replace('|', '∣');
        var ticks = new string('`', LongestRun(clean) + 1);
        return clean[0] == '`' || clean[^1] == '`' ? $"{ticks} {clean} {ticks}" : ticks + clean + ticks;
    }

    // Within a line of HTML nothing is Markdown, and a backslash would be seen; mentions are looked for all the same.
    private static string Entities(string text) =>
        string.Concat(
            VisibleText
                .Clean(VisibleText.Line(text, 300))
                .Select(c =>
                    c is '@' or '#' ? $"{c}{Joiner}"
                    : c is '<' or '>' or '&' or '"' || Special.Contains(c) ? string.Create(CultureInfo.InvariantCulture, $"&#{(int)c};")
                    : c.ToString()
                )
        );

    private static bool IsAddress(StringBuilder before)
    {
        var end = before.ToString();
        return Addresses.Any(start => end.EndsWith(start, StringComparison.OrdinalIgnoreCase));
    }

    // "- x", "+ x", "1. x" and "===" begin something at the start of a line, and only what is not a letter can.
    private static string Begin(string text)
    {
        var number = text.AsSpan().IndexOfAnyExceptInRange('0', '9');
        var begins = text.Length > 0 && (text[0] is '-' or '+' or '=' || (number > 0 && text[number] is '.' or ')'));
        return begins ? Joiner + text : text;
    }

    private static int LongestRun(string text)
    {
        var (longest, run) = (0, 0);
        foreach (var c in text)
        {
            run = c == '`' ? run + 1 : 0;
            longest = Math.Max(longest, run);
        }

        return longest;
    }
}
