using System.Globalization;
using System.Text;
using Faultline.Engine.Reports.Words;

namespace Faultline.Engine.Reports.Html;

/// <summary>
/// Writes well-formed markup. Every text and every attribute value is escaped here and nowhere else; names of elements and
/// attributes are the program's own words. There is no way to write a journal's text raw.
/// </summary>
internal sealed class MarkupWriter
{
    private static readonly HashSet<string> Inline =
    [
        "a",
        "b",
        "code",
        "em",
        "span",
        "strong",
        "sup",
        "time",
        "tspan",
        "title",
        "text",
        "summary",
        "h1",
        "h2",
        "h3",
        "h4",
        "dt",
        "dd",
        "th",
        "td",
        "li",
        "p",
        "pre",
    ];

    // A journal's title may be a megabyte; what is long belongs into an output, which has its own limit.
    private const int MostText = 80 * 1024;

    private readonly StringBuilder _out = new();

    /// <summary>What the ids of a part begin with, so that those of several runs in one document differ.</summary>
    public string IdPrefix { get; set; } = "";
    private readonly Stack<string> _open = new();

    public MarkupWriter Open(string element, params ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        Start(element, attributes);
        _out.Append('>');
        _open.Push(element);
        return this;
    }

    public MarkupWriter Close()
    {
        _out.Append("</").Append(_open.Pop()).Append('>');
        return this;
    }

    /// <summary>An element that has no content in HTML, such as meta.</summary>
    public MarkupWriter Void(string element, params ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        Start(element, attributes);
        _out.Append("/>");
        return this;
    }

    public MarkupWriter Element(string element, string text, params ReadOnlySpan<(string Name, string? Value)> attributes) =>
        Open(element, attributes).Text(text).Close();

    public MarkupWriter Text(string text)
    {
        Escape(VisibleText.Cut(text, MostText));
        return this;
    }

    /// <summary>The style sheet, which is the program's own.</summary>
    public MarkupWriter Style(Stylesheet sheet)
    {
        _out.Append("\n<style>\n").Append(sheet.Text).Append("</style>");
        return this;
    }

    /// <summary>A number as an attribute value.</summary>
    public static string Number(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);

    /// <summary>The document, with the doctype before it.</summary>
    public override string ToString() =>
        _open.Count == 0 ? "<!DOCTYPE html>" + _out + "\n" : throw new InvalidOperationException($"'{_open.Peek()}' is still open.");

    private void Start(string element, ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        if (!Inline.Contains(element))
        {
            _out.Append('\n');
        }

        _out.Append('<').Append(element);
        foreach (var (name, value) in attributes)
        {
            if (value is not null)
            {
                _out.Append(' ').Append(name).Append("=\"");
                Escape(name is "id" or "aria-labelledby" ? Prefixed(value) : VisibleText.Line(value, 400));
                _out.Append('"');
            }
        }
    }

    private string Prefixed(string ids) => string.Join(' ', ids.Split(' ').Select(id => IdPrefix + id));

    private void Escape(string text)
    {
        foreach (var c in VisibleText.Clean(text))
        {
            _ = c switch
            {
                '<' => _out.Append("&lt;"),
                '>' => _out.Append("&gt;"),
                '&' => _out.Append("&amp;"),
                '"' => _out.Append("&quot;"),
                '\'' => _out.Append("&#39;"),
                _ => _out.Append(c),
            };
        }
    }
}
