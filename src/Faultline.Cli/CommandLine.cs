using System.CommandLine;
using System.CommandLine.Help;
using Faultline.Cli.Commands;
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
        var parsed = Create(globals, terminal).Parse(args);
        if (parsed.Errors.Count > 0 && parsed.Action is not HelpAction)
        {
            foreach (var error in parsed.Errors)
            {
                await terminal.Error.WriteLineAsync("Error: " + error.Message);
            }

            await terminal.Error.WriteLineAsync($"Try '{Path(parsed)} --help'.");
            return ExitCodes.Usage;
        }

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
            return ExitCodes.Usage;
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

    private static RootCommand Create(GlobalOptions globals, Terminal terminal)
    {
        var root = new RootCommand(
            "Finds weaknesses before your users do: runs Chaos Toolkit experiments, tells the truth about them, and puts everything back.\n\n"
                + "  faultline demo                        see a weakness found and fixed, offline, in half a minute\n"
                + "  faultline run experiment.json         run an experiment\n"
                + "  faultline validate experiments/       find everything that is wrong with documents"
        );
        root.HelpName = "faultline";
        root.Options.Remove(root.Options.OfType<VersionOption>().Single());
        globals.AddTo(root);
        root.Add(RunCommand.Create(globals, terminal));
        root.Add(ValidateCommand.Create(globals, terminal));
        root.Add(ReportCommand.Create(globals, terminal));
        root.Add(RunsCommand.Create(globals, terminal));
        root.Add(RollbackCommand.Create(globals, terminal));
        root.Add(LabCommand.Create(globals, terminal));
        root.Add(DemoCommand.Create(globals, terminal));
        root.Add(SampleCommand.Create(terminal));
        root.SetAction(parsed =>
        {
            if (parsed.GetValue(globals.Version))
            {
                terminal.Output.WriteLine($"faultline, version {Version}");
                return 0;
            }

            return root.Parse("--help").Invoke(new InvocationConfiguration { Output = terminal.Output, Error = terminal.Error });
        });
        return root;
    }

    private static string Path(ParseResult parsed)
    {
        var names = new List<string>();
        for (System.CommandLine.Parsing.SymbolResult? at = parsed.CommandResult; at is not null; at = at.Parent)
        {
            if (at is System.CommandLine.Parsing.CommandResult { Command: var command })
            {
                names.Insert(0, command is RootCommand ? "faultline" : command.Name);
            }
        }

        return string.Join(' ', names);
    }
}
