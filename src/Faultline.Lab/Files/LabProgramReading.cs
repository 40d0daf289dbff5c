using Faultline.Abstractions.Data;
using Faultline.Lab.Objects;

namespace Faultline.Lab.Files;

/// <summary>Reads what stands for images.</summary>
internal sealed class LabProgramReading(string? folder, LabFileProblems problems)
{
    private static readonly string[] Keys = ["command", "env", "folder"];

    public Dictionary<string, LabProgram> Read(DataObject document)
    {
        if (document["programs"] is not DataObject programs)
        {
            problems.Add("'programs' must be an object of images and their programs", document.PositionOf("programs"));
            return [];
        }

        return programs.Members.ToDictionary(member => member.Key, Program, StringComparer.Ordinal);
    }

    private LabProgram Program(DataMember member)
    {
        if (member.Value is not DataObject program)
        {
            problems.Add($"the program of '{member.Key}' must be an object with a command", member.KeyPosition);
            return new LabProgram { Path = "" };
        }

        problems.RefuseOthers(program, Keys);
        var words = program.At("command") switch
        {
            null => [],
            DataString { Value.Length: > 0 } only => [only.Value],
            DataArray { Items.Length: > 0 } list => list.Items.Select(word => Text(word, program.PositionOf("command"))).ToArray(),
            _ => Refuse(program),
        };
        return new LabProgram
        {
            Path = words.Length == 0 ? "" : Absolute(words[0], program.PositionOf("command")),
            Arguments = [.. words.Skip(1)],
            Environment = program.At("env") is DataObject env
                ? env.Members.ToDictionary(one => one.Key, one => Text(one.Value, one.KeyPosition), StringComparer.Ordinal)
                : new Dictionary<string, string>(),
            Folder = program.Text("folder") is { } own ? Absolute(own.TrimEnd('/') + "/", program.PositionOf("folder")) : null,
        };
    }

    private string[] Refuse(DataObject program)
    {
        problems.Add("'command' must be a list of texts: the program and its arguments", program.PositionOf("command"));
        return [];
    }

    // A name without a slash is looked up in PATH when a container starts.
    private string Absolute(string path, SourcePosition? at)
    {
        if (!path.Contains('/', StringComparison.Ordinal) || Path.IsPathRooted(path))
        {
            return path;
        }

        if (folder is null)
        {
            problems.Add($"the path '{path}' is not absolute; begin it with '/'", at);
            return path;
        }

        return Path.GetFullPath(Path.Combine(folder, path));
    }

    private string Text(DataNode node, SourcePosition? at)
    {
        switch (node)
        {
            case DataString text:
                return text.Value;
            case DataNumber or DataBoolean:
                return node.ToString();
            default:
                problems.Add("arguments and variables must be texts, numbers or booleans", node.Position ?? at);
                return "";
        }
    }
}
