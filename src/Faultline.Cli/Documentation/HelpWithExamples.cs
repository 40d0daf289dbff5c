using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Faultline.Cli.Documentation;

/// <summary>The help of a command, and below it examples.</summary>
internal sealed class HelpWithExamples(string program) : SynchronousCommandLineAction
{
    private readonly HelpAction _help = new();

    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var code = _help.Invoke(parseResult);
        var output = parseResult.InvocationConfiguration.Output;
        if (Examples.Of(parseResult.CommandResult.Command) is { Count: > 0 } examples)
        {
            output.WriteLine("Examples:");
            foreach (var example in examples)
            {
                output.WriteLine($"  {program} {example}");
            }

            output.WriteLine();
        }

        output.WriteLine(OptionVariables.Note);
        return code;
    }
}
