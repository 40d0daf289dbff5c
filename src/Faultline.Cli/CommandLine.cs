using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using Faultline.Cli.Commands;
using Faultline.Cli.Documentation;
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
        var root = Create(globals, terminal);
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

    /// <summary>Everything there is.</summary>
    public static RootCommand Create(GlobalOptions globals, Terminal terminal)
    {
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
        root.Add(RunCommand.Create(globals, terminal));
        root.Add(ValidateCommand.Create(globals, terminal));
        root.Add(FunctionsCommand.Create(globals, terminal));
        root.Add(SchemaCommand.Create(terminal));
        root.Add(PlanCommand.Create(globals, terminal));
        root.Add(ReportCommand.Create(globals, terminal));
        root.Add(RunsCommand.Create(globals, terminal));
        root.Add(RollbackCommand.Create(globals, terminal));
        root.Add(LabCommand.Create(globals, terminal));
        root.Add(InitCommand.Create(globals, terminal));
        root.Add(DiscoverCommand.Create(globals, terminal));
        root.Add(InfoCommand.Create(globals, terminal));
        root.Add(SettingsCommand.Create(globals, terminal));
        root.Add(DemoCommand.Create(globals, terminal));
        root.Add(SampleCommand.Create(terminal));
        root.Add(DocumentationCommands.Completion(terminal));
        root.Add(DocumentationCommands.Manual(root, terminal));
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
