using System.CommandLine;
using System.Text;
using Faultline.Cli.Documentation;
using Faultline.TestKit;

namespace Faultline.Cli.Tests;

public sealed class OptionVariableTests
{
    private const string Document = """{"title": "t", "description": "d", "method": []}""";

    [Theory]
    [InlineData("FAULTLINE_ROLLBACK_STRATEGY", "never", "", "Rollbacks strategy: never")]
    [InlineData("FAULTLINE_ROLLBACK_STRATEGY", "never", "--rollback-strategy always", "Rollbacks strategy: always")]
    [InlineData("FAULTLINE_ROLLBACK_STRATEGY", "", "", "Rollbacks strategy: default")]
    [InlineData("FAULTLINE_LOG_FORMAT", "json", "", "\"message\": \"Running experiment: t\"")]
    [InlineData("FAULTLINE_VERBOSE", "yes", "", "DEBUG] Journal: ")]
    [InlineData("FAULTLINE_VERBOSE", "0", "", "Experiment ended with status: completed")]
    [InlineData("FAULTLINE_DRY", "sometimes", "", "Error: Invalid value of FAULTLINE_DRY: Argument 'sometimes' not recognized.")]
    [InlineData("FAULTLINE_FAIL_FAST", "maybe", "", "Error: Invalid value of FAULTLINE_FAIL_FAST: 'maybe' is neither true nor false.")]
    [InlineData("FAULTLINE_TIMEOUT", "0", "", "Error: Invalid value of FAULTLINE_TIMEOUT: Invalid value for '--timeout'")]
    [InlineData("FAULTLINE_VAR", "a=1\nb:int=x", "", "Error: Invalid value of FAULTLINE_VAR: Invalid value for '--var': invalid literal")]
    public async Task An_option_can_be_set_as_a_variable_and_the_command_line_wins(string name, string value, string options, string line)
    {
        using var shell = new Shell();
        shell.Write("e.json", Document);
        shell.Variables[name] = value;

        await shell.CodeAsync([
            "run",
            "FOLDER/e.json",
            "--journal-path",
            "FOLDER/j.json",
            .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries),
        ]);

        shell.Error.ShouldContain(line);
    }

    [Fact]
    public void Every_command_has_examples_and_every_example_is_one()
    {
        var root = Root();
        var commands = All(root).ToList();

        commands.Where(command => Examples.Of(command).Count == 0).Select(Examples.PathOf).ShouldBe([""]);
        Examples.Commands.Except(commands.Select(Examples.PathOf)).ShouldBeEmpty();
        foreach (var command in commands)
        {
            foreach (var example in Examples.Of(command))
            {
                // What stands in quotes is a word, and what a shell takes for itself is not for us.
                var words = System.Text.RegularExpressions.Regex.Replace(example, "'[^']*'", "x").Split('>', '<', '|')[0].Split(" -- ")[0];
                var parsed = root.Parse(words.Split(' ', StringSplitOptions.RemoveEmptyEntries));
                parsed.Errors.Where(error => !error.Message.Contains("missing", StringComparison.Ordinal)).ShouldBeEmpty(example);
            }
        }
    }

    /// <summary>FAULTLINE_ACCEPT=1 writes the page anew.</summary>
    [Fact]
    public void The_page_of_the_command_line_has_what_the_commands_have()
    {
        var path = Repository.Path("docs", "command-line.md");
        var text = Page(Root());
        if (Environment.GetEnvironmentVariable("FAULTLINE_ACCEPT") == "1")
        {
            File.WriteAllText(path, text);
        }

        File.ReadAllText(path).ShouldBe(text, "FAULTLINE_ACCEPT=1 writes docs/command-line.md anew.");
    }

    private static string Page(RootCommand root)
    {
        var page = new StringBuilder("# Command line\n\n");
        page.Append(OptionVariables.Note)
            .Append(" What can be repeated takes one value a line; what takes no value takes true or false.\n\n")
            .Append(
                "An option before the command counts for every command. `FAULTLINE_ACCEPT=1` with the tests of the command line writes this page.\n\n"
            );
        Options(page, "Options of every command", root.Options);
        foreach (var command in All(root).Where(command => command is not RootCommand && command.Action is not null))
        {
            var path = Examples.PathOf(command);
            page.Append($"## {path}{string.Concat(command.Arguments.Select(a => $" `{a.Name}`"))}\n\n{Cell(command.Description)}\n\n");
            Options(page, null, command.Options);
            page.Append("```\n").AppendJoin('\n', Examples.Of(command).Select(example => "faultline " + example)).Append("\n```\n\n");
        }

        return page.ToString().TrimEnd('\n') + "\n";
    }

    private static void Options(StringBuilder page, string? title, IEnumerable<Option> options)
    {
        var shown = options.Where(option => !option.Hidden && OptionVariables.NameOf(option) is not null).ToList();
        if (shown.Count == 0)
        {
            return;
        }

        page.Append(title is null ? "" : $"## {title}\n\n").Append("| option | variable | what it does |\n|---|---|---|\n");
        foreach (var option in shown)
        {
            var value = option.ValueType == typeof(bool) ? "" : " " + Cell(option.HelpName ?? "VALUE");
            page.Append($"| `{option.Name}{value}` | `{OptionVariables.NameOf(option)}` | {Cell(option.Description)} |\n");
        }

        page.Append('\n');
    }

    private static string Cell(string? text) => (text ?? "").Replace("|", "\\|", StringComparison.Ordinal).ReplaceLineEndings(" ");

    private static IEnumerable<Command> All(Command command) => command.Hidden ? [] : command.Subcommands.SelectMany(All).Prepend(command);

    private static RootCommand Root() =>
        CommandLine.Create(
            new GlobalOptions(),
            new Terminal
            {
                Output = TextWriter.Null,
                Error = TextWriter.Null,
                Input = () => Stream.Null,
                Environment = new Abstractions.ProcessEnvironment(new Dictionary<string, string>()),
                Time = TimeProvider.System,
                Random = new Random(1),
                IsInteractive = false,
            }
        );
}
