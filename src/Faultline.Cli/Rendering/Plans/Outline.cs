using System.Collections.Immutable;

namespace Faultline.Cli.Rendering.Plans;

/// <summary>A line with lines below it.</summary>
/// <param name="Text">The line.</param>
/// <param name="Below">What belongs to it.</param>
internal sealed record OutlineItem(string Text, ImmutableArray<OutlineItem> Below)
{
    public OutlineItem(string text)
        : this(text, []) { }
}

/// <summary>A part of a plan under its heading.</summary>
/// <param name="Heading">The heading.</param>
/// <param name="Items">Its lines.</param>
/// <param name="IsOrdered">Whether their order matters.</param>
internal sealed record OutlineSection(string Heading, ImmutableArray<OutlineItem> Items, bool IsOrdered = false);

/// <summary>Outlines as plain text and as Markdown.</summary>
internal static class OutlineWriter
{
    public static void Text(TextWriter output, IEnumerable<OutlineSection> sections)
    {
        foreach (var section in sections)
        {
            output.WriteLine(section.Heading);
            var number = 0;
            foreach (var item in section.Items)
            {
                Text(output, item, section.IsOrdered ? $"{++number, 3}. " : "  ", 4);
            }

            output.WriteLine();
        }
    }

    public static void Markdown(TextWriter output, IEnumerable<OutlineSection> sections)
    {
        var level = "#";
        foreach (var section in sections)
        {
            output.WriteLine($"{level} {Escaped(section.Heading)}");
            output.WriteLine();
            foreach (var item in section.Items)
            {
                Markdown(output, item, section.IsOrdered ? "1. " : "- ", "");
            }

            output.WriteLine();
            level = "##";
        }
    }

    private static void Text(TextWriter output, OutlineItem item, string lead, int indent)
    {
        var lines = item.Text.ReplaceLineEndings("\n").Split('\n');
        output.WriteLine(lead + lines[0]);
        var rest = new string(' ', Math.Max(lead.Length, indent));
        foreach (var line in lines.Skip(1))
        {
            output.WriteLine(rest + line);
        }

        foreach (var below in item.Below)
        {
            Text(output, below, rest, rest.Length + 2);
        }
    }

    private static void Markdown(TextWriter output, OutlineItem item, string mark, string indent)
    {
        output.WriteLine(indent + mark + Escaped(item.Text.ReplaceLineEndings(" ")));
        foreach (var below in item.Below)
        {
            Markdown(output, below, "- ", indent + new string(' ', mark.Length));
        }
    }

    // What a reader of Markdown would take for something else: names hold all of these.
    private static string Escaped(string text)
    {
        var builder = new System.Text.StringBuilder(text.Length);
        foreach (var c in text)
        {
            _ = "\\`*_[]<>#|~".Contains(c, StringComparison.Ordinal) ? builder.Append('\\').Append(c) : builder.Append(c);
        }

        return builder.ToString();
    }
}
