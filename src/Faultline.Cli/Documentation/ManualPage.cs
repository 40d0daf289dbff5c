using System.CommandLine;
using System.CommandLine.Help;
using System.Globalization;
using System.Text;

namespace Faultline.Cli.Documentation;

/// <summary>The manual page (man(7) macros), written from the same commands and options that parse the command line.</summary>
internal sealed class ManualPage
{
    private readonly StringBuilder _text = new();

    /// <summary>The page of a program.</summary>
    /// <param name="root">Its commands.</param>
    /// <param name="name">Its name.</param>
    /// <param name="version">Its version.</param>
    public static string Of(RootCommand root, string name, string version)
    {
        var page = new ManualPage();
        page.Line($".TH {name.ToUpperInvariant()} 1 \"\" \"{name} {version}\" \"User Commands\"");
        page.Line(".SH NAME");
        page.Text($"{name} - finds weaknesses before your users do");
        page.Line(".SH SYNOPSIS");
        page.Line($".B {name}");
        page.Text("[OPTION]... COMMAND [ARGUMENT]...");
        page.Line(".SH DESCRIPTION");
        page.Paragraphs(root.Description);
        page.Line(".SH OPTIONS");
        page.Options(root.Options);
        page.Line(".SH COMMANDS");
        page.Commands(root, name);
        page.Line(".SH ENVIRONMENT");
        page.Text(OptionVariables.Note);
        return page._text.ToString();
    }

    private void Commands(Command parent, string path)
    {
        foreach (var command in parent.Subcommands.Where(command => !command.Hidden))
        {
            var name = $"{path} {command.Name}";
            if (command.Subcommands.Count == 0 || command.Action is not null)
            {
                Line($".SS \"{Escape(name)}{string.Concat(command.Arguments.Where(a => !a.Hidden).Select(a => " " + Escape(a.Name)))}\"");
                Paragraphs(command.Description);
                foreach (var argument in command.Arguments.Where(argument => !argument.Hidden && argument.Description is not null))
                {
                    Entry(argument.Name, argument.Description);
                }

                Options(command.Options);
                Paragraphs(string.Join('\n', Examples.Of(command).Select(example => $"    {name.Split(' ')[0]} {example}")));
            }

            Commands(command, name);
        }
    }

    private void Options(IEnumerable<Option> options)
    {
        foreach (var option in options.Where(option => !option.Hidden && option is not HelpOption))
        {
            var names = string.Join(", ", option.Aliases.Prepend(option.Name).Distinct());
            var value =
                option.ValueType == typeof(bool) ? ""
                : option.HelpName is { } help ? " " + help
                : " " + option.Name.TrimStart('-').ToUpperInvariant();
            var initial =
                option.HasDefaultValue && option.ValueType != typeof(bool)
                    ? Convert.ToString(option.GetDefaultValue(), CultureInfo.InvariantCulture)
                    : null;
            Entry(names + value, option.Description + (string.IsNullOrEmpty(initial) ? "" : $" [default: {initial}]"));
        }
    }

    private void Entry(string tag, string? text)
    {
        Line(".TP");
        Line(".B " + Escape(tag));
        Text(text ?? "");
    }

    private void Paragraphs(string? text)
    {
        foreach (var paragraph in (text ?? "").Split("\n\n", StringSplitOptions.RemoveEmptyEntries))
        {
            Line(".PP");
            if (paragraph.StartsWith(' '))
            {
                // Examples stay as they stand.
                Line(".nf");
                foreach (var line in paragraph.Split('\n'))
                {
                    Text(line);
                }

                Line(".fi");
            }
            else
            {
                Text(paragraph);
            }
        }
    }

    private void Line(string line) => _text.Append(line).Append('\n');

    // A line of text may not begin like a request.
    private void Text(string text)
    {
        foreach (var line in text.Split('\n'))
        {
            Line((line.StartsWith('.') || line.StartsWith('\'') ? @"\&" : "") + Escape(line));
        }
    }

    // Old formatters read bytes: what is no ASCII has a name of its own.
    private static string Escape(string text) =>
        string.Concat(
            text.EnumerateRunes()
                .Select(rune =>
                    rune.Value switch
                    {
                        '\\' => @"\e",
                        '-' => @"\-",
                        > 127 => string.Create(CultureInfo.InvariantCulture, $@"\[u{rune.Value:X4}]"),
                        _ => rune.ToString(),
                    }
                )
        );
}
