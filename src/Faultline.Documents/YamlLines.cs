using Faultline.Abstractions.Data;

namespace Faultline.Documents;

/// <summary>
/// Changes to the lines of a YAML text, as far as they can be made without understanding all of it: texts that may be what is
/// wanted, for the caller to read and to choose from.
/// </summary>
internal static class YamlLines
{
    /// <summary>Texts in which the value at the path is another.</summary>
    public static IEnumerable<string> Replaced(string text, DataNode root, DataPath path, DataNode value)
    {
        var lines = Lines(text);
        if (path.Length == 0 || Entry.Find(lines, root, path) is not { } entry)
        {
            yield break;
        }

        var content = path.LastKey is { } key ? YamlWriter.At(entry.Column, key, value) : YamlWriter.At(entry.Column, value);
        var first = lines[entry.First];
        var replaced = first[..entry.Column] + content;
        if (
            !content.Contains('\n', StringComparison.Ordinal)
            && Comment(first) is { } comment
            && IsComment([.. lines[..entry.First], first[..^comment.Length], .. lines[(entry.First + 1)..]], root)
        )
        {
            yield return Joined([.. lines[..entry.First], replaced + comment, .. lines[entry.End..]]);
        }

        yield return Joined([.. lines[..entry.First], replaced, .. lines[entry.End..]]);
    }

    /// <summary>Texts in which the value has become a further member or item of what stands at the path.</summary>
    public static IEnumerable<string> Added(string text, DataNode root, DataPath path, DataPath rest, DataNode value)
    {
        var lines = Lines(text);
        var parent = path.Find(root);
        if (parent is DataObject { Members.Length: > 0 } or DataArray { Items.Length: > 0 })
        {
            if (Entry.Last(lines, parent) is { } last)
            {
                // A list's items stand behind their dashes.
                var column = parent is DataArray ? lines[last.First].LastIndexOf('-', last.Column - 1) : last.Column;
                var added =
                    column < 0 ? ""
                    : rest.FirstKey is { } key ? YamlWriter.At(column, key, value)
                    : YamlWriter.At(column, DataArray.Of([value]));
                yield return Joined([.. lines[..last.End], new string(' ', Math.Max(column, 0)) + added, .. lines[last.End..]]);
            }

            yield break;
        }

        var whole = rest.FirstKey is { } first ? DataObject.Of((first, value)) : (DataNode)DataArray.Of([value]);
        if (path.Length > 0)
        {
            foreach (var candidate in Replaced(text, root, path, whole))
            {
                yield return candidate;
            }
        }
        else
        {
            yield return Joined([.. lines, YamlWriter.At(0, whole)]);
        }
    }

    /// <summary>Texts without what stands at the path.</summary>
    public static IEnumerable<string> Removed(string text, DataNode root, DataPath path)
    {
        var lines = Lines(text);
        if (Entry.Find(lines, root, path) is { } entry)
        {
            yield return Joined([.. lines[..entry.First], .. lines[entry.End..]]);
        }

        if (path.Length > 1)
        {
            // Of what has lost its last member an empty one is left.
            DataNode empty = path.LastKey is null ? DataArray.Empty : DataObject.Empty;
            foreach (var candidate in Replaced(text, root, path.Parent, empty))
            {
                yield return candidate;
            }
        }
    }

    private static string[] Lines(string text)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        return lines is [.., ""] ? lines[..^1] : lines;
    }

    private static string Joined(string[] lines) => string.Join('\n', lines) + "\n";

    // A text in quotes looks the same; without it the document would read otherwise.
    private static bool IsComment(string[] without, DataNode root)
    {
        try
        {
            return YamlText.Parse(Joined(without)).ToString() == root.ToString();
        }
        catch (DataSyntaxException)
        {
            return false;
        }
    }

    private static string? Comment(string line) =>
        line.LastIndexOf(" #", StringComparison.Ordinal) is var at and > 0 ? line[line[..at].TrimEnd(' ').Length..] : null;

    /// <summary>The lines of one member or item: where its first begins, and where the next one's begin.</summary>
    private sealed record Entry(int First, int End, int Column)
    {
        public static Entry? Find(string[] lines, DataNode root, DataPath path)
        {
            var parent = path.Parent.Find(root);
            var position =
                path.LastKey is { } key && parent is DataObject mapping
                    ? mapping.Members.First(member => member.Key == key).KeyPosition
                    : path.Find(root)?.Position;
            return position is { } at ? At(lines, at, parent is DataArray) : null;
        }

        public static Entry? Last(string[] lines, DataNode parent) =>
            parent switch
            {
                DataObject mapping => mapping.Members[^1].KeyPosition is { } at ? At(lines, at, isItem: false) : null,
                DataArray list => list.Items[^1].Position is { } at ? At(lines, at, isItem: true) : null,
                _ => null,
            };

        private static Entry? At(string[] lines, SourcePosition at, bool isItem)
        {
            var (first, column) = (at.Line - 1, at.Column - 1);
            if (first >= lines.Length || column > lines[first].Length)
            {
                return null;
            }

            var end = first + 1;
            for (var i = end; i < lines.Length; i++)
            {
                var line = lines[i].TrimStart(' ');
                if (line.Length == 0 || line[0] == '#')
                {
                    continue;
                }

                var indent = lines[i].Length - line.Length;
                // The items of a list may stand right below its key.
                var belongs = isItem
                    ? indent >= column
                    : indent > column || (indent == column && line.StartsWith("- ", StringComparison.Ordinal));
                if (!belongs)
                {
                    break;
                }

                end = i + 1;
            }

            return new Entry(first, end, column);
        }
    }
}
