using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using Faultline.Cli.Attacks;
using Faultline.Cli.Commands;
using Faultline.Cli.Diagnosis;
using Faultline.Cli.Documentation;
using Faultline.Cli.Proxies;
using Faultline.Engine.Model;

namespace Faultline.Cli;

/// <summary>The command line: what there is, and what happens when it is wrong.</summary>
internal static class CommandLine
{
    /// <summary>Our version.</summary>
    public static string Version { get; } = typeof(CommandLine).Assembly.GetName().Version!.ToString(3);

    /// <summary>Parses and runs one command line.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] args, Terminal terminal)
    {
        var globals = new GlobalOptions();
        var root = Create(globals, terminal, args);
        var (parsed, problems) = OptionVariables.Add(root, args, root.Parse(args), terminal.Environment);
        var errors = UnknownOptions(parsed).Concat(parsed.Errors.Select(error => error.Message)).Concat(problems).ToList();
        if (errors.Count > 0 && parsed.Action is not HelpWithExamples)
        {
            foreach (var error in errors)
            {
                await terminal.Error.WriteLineAsync("Error: " + error);
            }

            await terminal.Error.WriteLineAsync($"Try '{Path(parsed, terminal.Name)} --help'.");
            return ExitCodes.Usage;
        }

        return terminal.Name.ExitCode(await RunAsync(parsed, globals, terminal));
    }

    private static async Task<int> RunAsync(ParseResult parsed, GlobalOptions globals, Terminal terminal)
    {
        try
        {
            return await parsed.InvokeAsync(
                new InvocationConfiguration
                {
                    Output = terminal.Output,
                    Error = terminal.Error,
                    EnableDefaultExceptionHandler = false,
                    // Signals are the commands' own: a run has to finish its rollbacks.
                    ProcessTerminationTimeout = null,
                }
            );
        }
        catch (UserException e)
        {
            await terminal.Error.WriteLineAsync("Error: " + e.Message);
            return e.ExitCode;
        }
        catch (IOException e) when (e.HResult == BrokenPipe || e.InnerException?.HResult == BrokenPipe)
        {
            // Nobody reads any more, as with "| head": no reason to complain.
            return 0;
        }
        catch (Exception e) when (!parsed.GetValue(globals.Verbose))
        {
            await terminal.Error.WriteLineAsync($"Error: {e.Message}\nThis is a defect of Faultline; with --verbose it shows where.");
            return ExitCodes.Inconclusive;
        }
    }

    private const int BrokenPipe = 32;

    // In the order of the help.
    private static readonly (string Name, Func<GlobalOptions, Terminal, RootCommand, Command> Create)[] Commands =
    [
        ("run", (globals, terminal, _) => RunCommand.Create(globals, terminal)),
        ("validate", (globals, terminal, _) => ValidateCommand.Create(globals, terminal)),
        ("functions", (globals, terminal, _) => FunctionsCommand.Create(globals, terminal)),
        ("schema", (_, terminal, _) => SchemaCommand.Create(terminal)),
        ("plan", (globals, terminal, _) => PlanCommand.Create(globals, terminal)),
        ("report", (globals, terminal, _) => ReportCommand.Create(globals, terminal)),
        ("runs", (globals, terminal, _) => RunsCommand.Create(globals, terminal)),
        ("recover", (globals, terminal, _) => RecoverCommand.Create(globals, terminal)),
        ("rollback", (globals, terminal, _) => RollbackCommand.Create(globals, terminal)),
        ("attack", (globals, terminal, _) => AttackCommand.Create(globals, terminal)),
        ("doctor", (globals, terminal, _) => DoctorCommand.Create(globals, terminal)),
        ("lab", (globals, terminal, _) => LabCommand.Create(globals, terminal)),
        ("proxy", (globals, terminal, _) => ProxyCommand.Create(globals, terminal)),
        ("init", (globals, terminal, _) => InitCommand.Create(globals, terminal)),
        ("discover", (globals, terminal, _) => DiscoverCommand.Create(globals, terminal)),
        ("info", (globals, terminal, _) => InfoCommand.Create(globals, terminal)),
        ("settings", (globals, terminal, _) => SettingsCommand.Create(globals, terminal)),
        ("demo", (globals, terminal, _) => DemoCommand.Create(globals, terminal)),
        ("sample", (_, terminal, _) => SampleCommand.Create(terminal)),
        ("completion", (_, terminal, _) => DocumentationCommands.Completion(terminal)),
        ("man", (_, terminal, root) => DocumentationCommands.Manual(root, terminal)),
    ];

    // To make a command takes longer than to parse a line: where the line names some, the others are not made.
    private static Predicate<string> Made(string[]? line)
    {
        if (line is ["--version"])
        {
            return _ => false;
        }

        var named = (line ?? []).Where(word => Array.Exists(Commands, command => command.Name == word)).ToHashSet(StringComparer.Ordinal);
        // The manual tells of all, and so does a shell that asks how a line may go on.
        return named.Count == 0 || named.Overlaps(["man", "completion"]) || line![0].StartsWith('[') ? _ => true : named.Contains;
    }

    /// <summary>The commands.</summary>
    /// <param name="globals">The options of all commands.</param>
    /// <param name="terminal">Where they read and write.</param>
    /// <param name="line">The command line that is to be parsed: what it does not name is left out; null for everything there is.</param>
    public static RootCommand Create(GlobalOptions globals, Terminal terminal, string[]? line = null)
    {
        var isMade = Made(line);
        var root = new RootCommand(
            "Finds weaknesses before your users do: runs Chaos Toolkit experiments, tells the truth about them, and puts everything back.\n\n"
                + "  faultline demo                        see a weakness found and fixed, offline, in half a minute\n"
                + "  faultline run experiment.json         run an experiment\n"
                + "  faultline validate experiments/       find everything that is wrong with documents"
        );
        root.HelpName = terminal.Name.Text;
        root.Options.Remove(root.Options.OfType<VersionOption>().Single());
        // Without the aliases of another system, which are paths here.
        root.Options.Remove(root.Options.OfType<HelpOption>().Single());
        root.Add(new HelpOption("--help", ["-h", "-?"]) { Action = new HelpWithExamples(terminal.Name.Text) });
        globals.AddTo(root);
        foreach (var (name, create) in Commands)
        {
            if (isMade(name))
            {
                root.Add(create(globals, terminal, root));
            }
        }

        root.SetAction(parsed =>
        {
            if (parsed.GetValue(globals.Version))
            {
                terminal.Output.WriteLine(terminal.Name.VersionLine);
                return 0;
            }

            return root.Parse("--help").Invoke(new InvocationConfiguration { Output = terminal.Output, Error = terminal.Error });
        });
        return root;
    }

    // Where an argument is due the parser takes a mistyped option for it.
    private static IEnumerable<string> UnknownOptions(ParseResult parsed)
    {
        var dashed = parsed
            .Tokens.TakeWhile(token => token.Type != TokenType.DoubleDash)
            .Where(token => token.Type == TokenType.Argument && token.Value.Length > 1 && token.Value[0] == '-')
            .ToHashSet(ReferenceEqualityComparer.Instance);
        return parsed
            .CommandResult.Children.OfType<ArgumentResult>()
            .SelectMany(argument => argument.Tokens)
            .Where(dashed.Contains)
            .Select(token => $"No such option: '{token.Value}'. What begins with a dash and is none stands after '--'.");
    }

    private static string Path(ParseResult parsed, ProgramName program)
    {
        var names = new List<string>();
        for (SymbolResult? at = parsed.CommandResult; at is not null; at = at.Parent)
        {
            if (at is CommandResult { Command: var command })
            {
                names.Insert(0, command is RootCommand ? program.Text : command.Name);
            }
        }

        return string.Join(' ', names);
    }
}
