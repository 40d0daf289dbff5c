using System.CommandLine;
using Faultline.Cli.Documentation;

namespace Faultline.Cli.Commands;

/// <summary><c>faultline completion SHELL</c> and <c>faultline man</c>: what packages install beside the program.</summary>
internal static class DocumentationCommands
{
    public static Command Completion(Terminal terminal)
    {
        var shell = new Argument<string>("SHELL") { Description = string.Join(", ", CompletionScripts.ByShell.Keys) + "." };
        shell.AcceptOnlyFromAmong([.. CompletionScripts.ByShell.Keys]);
        var command = new Command("completion", "Print the completion script of a shell; its first lines say where it goes.") { shell };
        command.SetAction(parsed =>
        {
            terminal.Output.Write(CompletionScripts.ByShell[parsed.GetRequiredValue(shell)]);
            return 0;
        });
        return command;
    }

    public static Command Manual(RootCommand root, Terminal terminal)
    {
        var command = new Command("man", "Print the manual page: faultline man | man -l -");
        command.SetAction(_ =>
        {
            terminal.Output.Write(ManualPage.Of(root, ProgramName.Faultline.Text, CommandLine.Version));
            return 0;
        });
        return command;
    }
}
