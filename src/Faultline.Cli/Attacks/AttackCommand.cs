using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using Faultline.Cli.Documentation;

namespace Faultline.Cli.Attacks;

/// <summary><c>faultline attack TYPE</c>: one fault on one command line, as a generated experiment of one step.</summary>
internal static class AttackCommand
{
    public static Command Create(GlobalOptions globals, Terminal terminal)
    {
        var command = new Command(
            "attack",
            "Break one thing, prove it, and put it back. An attack is an experiment of one step: the same plan, journal, verdict and exit codes as 'run'; "
                + "0 only when the fault was injected, proven and undone, and every check held."
        );
        foreach (var type in AttackTypes.Create())
        {
            command.Add(Create(type, globals, terminal));
        }

        command.Add(AttackListCommand.Create(globals, terminal));
        command.Add(AttackHaltCommand.Create(globals, terminal));
        command.Add(AttackLogsCommand.Create(globals, terminal));
        command.Add(Types(terminal));
        foreach (var (name, what) in AttackTypes.Later)
        {
            command.Add(Later(name, what));
        }

        return command;
    }

    private static Command Create(AttackType type, GlobalOptions globals, Terminal terminal)
    {
        var options = new AttackOptions();
        var command = new Command(type.Name, type.Summary);
        foreach (var alias in type.Aliases)
        {
            command.Aliases.Add(alias);
        }

        foreach (var flag in type.Flags)
        {
            command.Add(flag);
        }

        options.AddTo(command);
        // '-h' is the name of a host here.
        command.Add(new HelpOption("--help", ["-?"]) { Action = new HelpWithExamples(terminal.Name.Text) });
        command.Validators.Add(result =>
        {
            foreach (var problem in Problems(type, result))
            {
                result.AddError(problem);
            }
        });
        command.SetAction((parsed, _) => new AttackSession(type, options, globals, terminal).RunAsync(parsed));
        return command;
    }

    private static List<string> Problems(AttackType type, CommandResult result)
    {
        try
        {
            return [.. type.Check(result)];
        }
        catch (InvalidOperationException)
        {
            // A flag that is wrong by itself has no value to compare; the parser says so of it.
            return [];
        }
    }

    private static Command Types(Terminal terminal)
    {
        var command = new Command("types", "The attacks that there are, and the faults that they inject.");
        command.SetAction(_ =>
        {
            Rendering.TextTable.Write(
                terminal.Output,
                ["TYPE", "FAULT", "WHAT IT DOES"],
                [.. AttackTypes.Create().Select(type => new[] { type.Name, type.Fault, type.Summary })]
            );
            terminal.Output.WriteLine();
            terminal.Output.WriteLine($"Not there yet: {string.Join(", ", AttackTypes.Later.Keys)}.");
            return 0;
        });
        return command;
    }

    // Known by name, so that nobody takes its absence for a slip of the pen.
    private static Command Later(string name, string what)
    {
        var command = new Command(name, $"Not there yet: {what}.") { Hidden = true, TreatUnmatchedTokensAsErrors = false };
        command.SetAction(
            int (_) =>
                throw new UserException(
                    $"The attack '{name}' ({what}) is not there yet. There is: {string.Join(", ", AttackTypes.Create().Select(type => type.Name))}."
                )
        );
        return command;
    }
}
