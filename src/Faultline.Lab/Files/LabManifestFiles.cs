using System.Collections.Immutable;
using System.IO.Enumeration;
using Faultline.Abstractions.Data;
using Faultline.Documents;

namespace Faultline.Lab.Files;

/// <summary>Collects the manifests that a lab file has or names.</summary>
internal sealed class LabManifestFiles(string? folder, LabFileProblems problems)
{
    private const string Wanted = "'manifests' must be a list of files and manifests, or a text with manifests";

    public ImmutableArray<LabDocument> Read(DataObject document)
    {
        switch (document["manifests"])
        {
            case DataString text:
                return Parse(text.Value, "manifests");
            case DataArray list:
                return [.. list.Items.SelectMany(Item)];
            default:
                problems.Add(document.Has("manifests") ? Wanted : "'manifests' is missing", document.PositionOf("manifests"));
                return [];
        }
    }

    private IEnumerable<LabDocument> Item(DataNode item)
    {
        switch (item)
        {
            case DataObject manifest:
                return [new LabDocument(null, manifest)];
            case DataString pattern:
                return Files(pattern).SelectMany(path => Read(path, pattern.Position));
            default:
                problems.Add("a manifest is an object, the path of a file, or a pattern of paths such as app/*.yaml", item.Position);
                return [];
        }
    }

    private string[] Files(DataString pattern)
    {
        var path = Path.GetFullPath(Path.Combine(folder ?? "/", pattern.Value));
        var (home, name) = (Path.GetDirectoryName(path) ?? "/", Path.GetFileName(path));
        if (folder is null && !Path.IsPathRooted(pattern.Value))
        {
            problems.Add($"the path '{pattern.Value}' is not absolute; begin it with '/'", pattern.Position);
            return [];
        }

        string[] found = Directory.Exists(home)
            ?
            [
                .. Directory
                    .EnumerateFiles(home)
                    .Where(file => FileSystemName.MatchesSimpleExpression(name, Path.GetFileName(file), ignoreCase: false))
                    .Order(StringComparer.Ordinal),
            ]
            : [];
        if (found.Length == 0)
        {
            problems.Add($"there is no file '{pattern.Value}'", pattern.Position);
        }

        return found;
    }

    private ImmutableArray<LabDocument> Read(string path, SourcePosition? at)
    {
        var shown = folder is null ? path : Path.GetRelativePath(folder, path);
        try
        {
            return Parse(File.ReadAllText(path), shown);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problems.Add($"'{shown}' can't be read: {e.Message}", at);
            return [];
        }
    }

    private ImmutableArray<LabDocument> Parse(string text, string file)
    {
        try
        {
            return [.. YamlText.ParseAll(text).Where(one => one is not DataNull).Select(one => new LabDocument(file, one))];
        }
        catch (DataSyntaxException e)
        {
            problems.Add(e.Message, e.Position, file);
            return [];
        }
    }
}
