using System.CommandLine;
using Faultline.Abstractions.Data;
using Faultline.Hosting;
using Faultline.Hosting.Schemas;

namespace Faultline.Cli.Commands;

/// <summary><c>faultline schema [KIND]</c>: what editors complete, explain and mark documents by.</summary>
internal static class SchemaCommand
{
    public static Command Create(Terminal terminal)
    {
        var kind = new Argument<string>("KIND")
        {
            Description = $"The kind of document: {string.Join(", ", DocumentSchemas.Kinds)}.",
            Arity = ArgumentArity.ZeroOrOne,
            DefaultValueFactory = _ => "experiment",
        };
        kind.AcceptOnlyFromAmong([.. DocumentSchemas.Kinds]);
        var command = new Command(
            "schema",
            "Print the JSON Schema of a kind of document, for editors: faultline schema > experiment.schema.json"
        )
        {
            kind,
        };
        command.SetAction(
            async (parsed, _) =>
            {
                await using var host = new FaultlineHost(terminal.Environment, terminal.Time, terminal.Random);
                await terminal.Output.WriteLineAsync(JsonText.Write(DocumentSchemas.Of(parsed.GetRequiredValue(kind), host.Functions)));
                return 0;
            }
        );
        return command;
    }
}
