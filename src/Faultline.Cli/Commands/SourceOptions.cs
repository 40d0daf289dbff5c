using System.CommandLine;
using Faultline.Engine.Configuration;

namespace Faultline.Cli.Commands;

/// <summary>The options by which values are given to a document.</summary>
internal sealed class SourceOptions
{
    public Option<(string Name, Abstractions.Data.DataNode Value)[]> Variables { get; } =
        new("--var")
        {
            Description =
                "Give a value to a declared configuration entry: name[:type]=value, with type str, int, float, bool or json. Repeatable.",
            HelpName = "NAME[:TYPE]=VALUE",
            AllowMultipleArgumentsPerToken = false,
            CustomParser = result =>
            {
                var variables = new List<(string, Abstractions.Data.DataNode)>();
                foreach (var token in result.Tokens)
                {
                    try
                    {
                        variables.Add(Overrides.ParseVariable(token.Value));
                    }
                    catch (FormatException e)
                    {
                        result.AddError($"Invalid value for '--var': {e.Message}");
                    }
                }

                return [.. variables];
            },
        };

    public Option<string[]> Files { get; } =
        new("--var-file")
        {
            Description =
                "Read values from a YAML or JSON file with 'configuration' and 'secrets', or environment variables from a dotenv file. Repeatable.",
            HelpName = "FILE",
        };

    public Option<bool> NoVerifyTls { get; } =
        new("--no-verify-tls") { Description = "Do not verify the certificate of the server a document is read from." };

    public Option<bool> StrictSecrets { get; } =
        new("--strict-secrets")
        {
            Description =
                "Give a secret only to activities whose provider names its group under 'secrets'; any other use of it is an error.",
        };

    public void AddTo(Command command)
    {
        command.Add(Variables);
        command.Add(Files);
        command.Add(NoVerifyTls);
        command.Add(StrictSecrets);
    }

    /// <summary>The overrides that the options make; variables beat files.</summary>
    public Overrides Read(ParseResult parsed)
    {
        var overrides = Overrides.None;
        foreach (var file in parsed.GetValue(Files) ?? [])
        {
            try
            {
                overrides = overrides.WithFile(file);
            }
            catch (FormatException e)
            {
                throw new UserException($"Invalid value for '--var-file': {e.Message}");
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new UserException($"Invalid value for '--var-file': '{file}' can't be read: {e.Message}");
            }
        }

        return overrides.WithVariables(parsed.GetValue(Variables) ?? []);
    }
}
