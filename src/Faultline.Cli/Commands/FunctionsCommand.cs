using System.CommandLine;
using System.CommandLine.Completions;
using Faultline.Abstractions;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Functions;
using Faultline.Cli.Documentation;
using Faultline.Cli.Rendering;
using Faultline.Hosting;

namespace Faultline.Cli.Commands;

/// <summary><c>faultline functions list|show|pages</c>: the probes and actions that are built in.</summary>
internal static class FunctionsCommand
{
    public static Command Create(GlobalOptions globals, Terminal terminal) =>
        new("functions", "Look up the probes and actions that are built in.")
        {
            List(globals, terminal),
            Show(globals, terminal),
            Pages(globals, terminal),
        };

    private static Command List(GlobalOptions globals, Terminal terminal)
    {
        var beginning = new Argument<string?>("BEGINNING")
        {
            Description = "Only those whose names begin so, such as chaosk8s.pod.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var format = Format();
        var command = new Command("list", "The functions, by name.") { beginning, format };
        command.SetAction(
            async (parsed, stop) =>
            {
                await using var host = await HostAsync(parsed, globals, terminal, stop);
                var signatures = host
                    .Functions.AllNames.Where(name => name.StartsWith(parsed.GetValue(beginning) ?? "", StringComparison.Ordinal))
                    .Select(name => host.Functions.Find(name)!.Signature)
                    .ToList();
                if (parsed.GetValue(format) == "json")
                {
                    await terminal.Output.WriteLineAsync(JsonText.Write(DataArray.Of(signatures.Select(FunctionJson.Of))));
                    return 0;
                }

                TextTable.Write(
                    terminal.Output,
                    ["FUNCTION", "KIND", "WHAT IT DOES"],
                    [.. signatures.Select(one => (string[])[one.FullName, FunctionJson.Kind(one), one.Summary])]
                );
                return 0;
            }
        );
        return command;
    }

    private static Command Show(GlobalOptions globals, Terminal terminal)
    {
        var name = new Argument<string>("NAME")
        {
            Description = "A function's full name, such as chaosk8s.pod.actions.terminate_pods.",
            HelpName = "NAME",
        };
        // The help asks for completions too, and would print them all.
        name.CompletionSources.Add(context =>
            context is TextCompletionContext ? FaultlineHost.FunctionNames.Select(one => new CompletionItem(one)) : []
        );
        var format = Format();
        var command = new Command("show", "What a function does, takes and answers, with an example.") { name, format };
        command.SetAction(
            async (parsed, stop) =>
            {
                await using var host = await HostAsync(parsed, globals, terminal, stop);
                var signature = Find(host.Functions, parsed.GetRequiredValue(name));
                await terminal.Output.WriteLineAsync(
                    parsed.GetValue(format) == "json" ? JsonText.Write(FunctionJson.Of(signature)) : FunctionText.Of(signature)
                );
                return 0;
            }
        );
        return command;
    }

    private static Command Pages(GlobalOptions globals, Terminal terminal)
    {
        var folder = new Argument<string>("DIR") { Description = "The folder; it is created where there is none." };
        var command = new Command("pages", "Write the reference of all functions: Markdown, a page per module.") { folder };
        command.SetAction(
            async (parsed, stop) =>
            {
                await using var host = await HostAsync(parsed, globals, terminal, stop);
                var path = parsed.GetRequiredValue(folder);
                try
                {
                    Directory.CreateDirectory(path);
                    foreach (var (file, text) in FunctionPages.Of(host.Functions))
                    {
                        await File.WriteAllTextAsync(Path.Combine(path, file), text, stop);
                    }
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException)
                {
                    throw new UserException($"The pages can't be written: {e.Message}");
                }

                return 0;
            }
        );
        return command;
    }

    private static Option<string> Format()
    {
        var format = new Option<string>("--format") { Description = "How to print it.", DefaultValueFactory = _ => "text" };
        format.AcceptOnlyFromAmong("text", "json");
        return format;
    }

    private static FunctionSignature Find(FunctionCatalog functions, string name)
    {
        if (functions.Find(name) is { } function)
        {
            return function.Signature;
        }

        // Who gives the name alone means it where only one module has it.
        var named = functions.AllNames.Where(one => one.EndsWith("." + name, StringComparison.Ordinal)).ToList();
        return named switch
        {
            [var only] => functions.Find(only)!.Signature,
            [] => throw new UserException(
                $"There is no function '{name}'. {Suggestion.Sentence(name, functions.AllNames) ?? "'faultline functions list' shows what there is."}"
            ),
            _ => throw new UserException($"Several functions are called '{name}': {string.Join(", ", named)}."),
        };
    }

    private static async Task<FaultlineHost> HostAsync(ParseResult parsed, GlobalOptions globals, Terminal terminal, CancellationToken stop)
    {
        using var log = globals.OpenLog(parsed, terminal);
        return await globals.StartHostAsync(parsed, terminal, terminal.Environment, globals.ReadSettings(parsed, terminal, log), stop);
    }
}
