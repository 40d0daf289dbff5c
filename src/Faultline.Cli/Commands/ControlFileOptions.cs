using System.CommandLine;
using Faultline.Abstractions.Data;
using Faultline.Documents;

namespace Faultline.Cli.Commands;

/// <summary>The option by which controls are added to an experiment that does not declare them.</summary>
internal sealed class ControlFileOptions
{
    private readonly Option<string[]> _files = new("--control-file")
    {
        Description = "Add controls from a JSON or YAML file that maps their names to their declarations. Repeatable.",
        HelpName = "FILE",
    };

    public void AddTo(Command command) => command.Add(_files);

    /// <summary>The controls of all files in their order, each with its name.</summary>
    public IEnumerable<DataObject> Read(ParseResult parsed) => (parsed.GetValue(_files) ?? []).SelectMany(Read);

    private static IEnumerable<DataObject> Read(string file)
    {
        if (Parse(file) is not DataObject controls)
        {
            throw Bad($"'{file}' must map the names of controls to their declarations");
        }

        foreach (var (name, declared) in controls.Members.Select(member => (member.Key, member.Value)))
        {
            yield return declared is DataObject control && control["provider"] is DataObject
                ? control.With("name", name)
                : throw Bad($"{file}:{declared.Position}: the control '{name}' must be an object with a 'provider' object");
        }
    }

    private static DataNode Parse(string file)
    {
        try
        {
            // Where the name does not say what it is, the reference takes it for JSON.
            return DocumentText.Parse(File.ReadAllBytes(file), DocumentText.FormatOf(file) ?? DocumentFormat.Json);
        }
        catch (DataSyntaxException e)
        {
            throw Bad($"{file}:{e.Position}: {e.Message}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Bad($"'{file}' can't be read: {e.Message}");
        }
    }

    private static UserException Bad(string message) => new($"Invalid value for '--control-file': {message}");
}
