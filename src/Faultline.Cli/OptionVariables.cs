using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using Faultline.Abstractions;

namespace Faultline.Cli;

/// <summary>Every option can be set as an environment variable too: <c>--journal-path</c> as <c>FAULTLINE_JOURNAL_PATH</c>.</summary>
internal static class OptionVariables
{
    public const string Prefix = "FAULTLINE_";

    /// <summary>What help says of them.</summary>
    public const string Note =
        "Every option can be set as a variable too, such as FAULTLINE_JOURNAL_PATH for --journal-path; the command line wins.";

    /// <summary>The variable of an option; null where it has none.</summary>
    public static string? NameOf(Option option) =>
        // A name with one dash is another system's spelling of an option that has its variable.
        option is HelpOption
        || option.Name == "--version"
        || !option.Name.StartsWith("--", StringComparison.Ordinal)
            ? null
            : Prefix + option.Name.TrimStart('-').ToUpperInvariant().Replace('-', '_');

    /// <summary>A command line with what variables add to it, and what is wrong with those.</summary>
    /// <param name="root">The commands.</param>
    /// <param name="arguments">The command line.</param>
    /// <param name="parsed">The command line, parsed.</param>
    /// <param name="environment">Where the variables stand.</param>
    public static (ParseResult Parsed, IReadOnlyList<string> Problems) Add(
        RootCommand root,
        string[] arguments,
        ParseResult parsed,
        IEnvironment environment
    )
    {
        if (
            parsed.Errors.Count > 0
            || arguments is [['[', ..], ..]
            || !environment.All.Keys.Any(name => name.StartsWith(Prefix, StringComparison.Ordinal))
        )
        {
            return (parsed, []);
        }

        var problems = new List<string>();
        // Those of all commands stand before the command, as if they were typed there: what follows it may be handed on.
        var (first, last) = (new List<string>(), new List<string>());
        foreach (var option in Options(parsed.CommandResult).Where(option => parsed.GetResult(option) is null or { Implicit: true }))
        {
            if (NameOf(option) is not { } name || environment.Get(name) is not { Length: > 0 } value)
            {
                continue;
            }

            if (Words(option, value) is not { } words)
            {
                problems.Add($"Invalid value of {name}: '{value}' is neither true nor false.");
                continue;
            }

            var isOwn = parsed.CommandResult.Command.Options.Contains(option) && parsed.CommandResult.Command is not RootCommand;
            var alone = root.Parse(isOwn ? With(arguments, words) : [.. words, .. arguments]);
            problems.AddRange(alone.Errors.Select(error => $"Invalid value of {name}: {error.Message}"));
            (isOwn ? last : first).AddRange(words);
        }

        return (first.Count + last.Count == 0 || problems.Count > 0 ? parsed : root.Parse([.. first, .. With(arguments, last)]), problems);
    }

    // Those of the command, and those of its parents that count for it too. The roles of this program that it starts itself take
    // what they are told, and nothing from the environment that their user's commands read.
    private static IEnumerable<Option> Options(CommandResult result)
    {
        var commands = new List<Command>();
        for (SymbolResult? at = result; at is CommandResult { Command: var command }; at = at.Parent)
        {
            commands.Add(command);
        }

        return commands.Any(command => command.Hidden || command.Name == "sample")
            ? []
            : commands.SelectMany((command, depth) => command.Options.Where(option => depth == 0 || option.Recursive));
    }

    private static List<string>? Words(Option option, string value) =>
        option.ValueType != typeof(bool)
            // Of those that can be repeated each line is one.
            ? option.Arity.MaximumNumberOfValues > 1
                ? [.. value.Split('\n', StringSplitOptions.RemoveEmptyEntries).SelectMany(line => new[] { option.Name, line })]
                : [option.Name, value]
            : value.ToUpperInvariant() switch
            {
                "1" or "TRUE" or "YES" or "ON" => [option.Name],
                "0" or "FALSE" or "NO" or "OFF" => [],
                _ => null,
            };

    private static string[] With(string[] arguments, List<string> words) =>
        Array.IndexOf(arguments, "--") is var end and >= 0
            ? [.. arguments[..end], .. words, .. arguments[end..]]
            : [.. arguments, .. words];
}
