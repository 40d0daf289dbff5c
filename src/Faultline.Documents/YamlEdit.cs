using Faultline.Abstractions.Data;

namespace Faultline.Documents;

/// <summary>
/// Changes one value of a YAML text and leaves the rest of it as its author wrote it, comments included. Each change is tried on the
/// lines of the text and counts only where the text then reads as it should; where none does, the whole text is written anew.
/// </summary>
public static class YamlEdit
{
    /// <summary>Puts a value at a place; what is missing on the way there is made.</summary>
    /// <param name="text">The text.</param>
    /// <param name="path">The keys (text) and places in lists (integers) that lead to the value.</param>
    /// <param name="value">The value.</param>
    /// <returns>The new text, and whether all of the author's lines that are not concerned are still there.</returns>
    /// <exception cref="DataSyntaxException">The text is not YAML.</exception>
    /// <exception cref="KeyNotFoundException">The path leads through something that is neither an object nor a list, or past the end of a list.</exception>
    public static (string Text, bool IsKept) Set(string text, DataPath path, DataNode value)
    {
        var root = Root(text);
        var wanted = path.Set(root, value);
        var (at, rest) = path.Deepest(root);
        // What does not exist yet is made as a whole below what does.
        var made = rest.Length == 0 ? value : rest.Inside(value);
        return Try(
            text,
            wanted,
            rest.Length == 0 ? YamlLines.Replaced(text, root, at, value) : YamlLines.Added(text, root, at, rest, made)
        );
    }

    /// <summary>Takes away what stands at a place.</summary>
    /// <param name="text">The text.</param>
    /// <param name="path">The keys (text) and places in lists (integers) that lead to it.</param>
    /// <returns>The new text, and whether all of the author's lines that are not concerned are still there.</returns>
    /// <exception cref="DataSyntaxException">The text is not YAML.</exception>
    /// <exception cref="KeyNotFoundException">Nothing stands there.</exception>
    public static (string Text, bool IsKept) Remove(string text, DataPath path)
    {
        var root = Root(text);
        return Try(text, path.Remove(root), YamlLines.Removed(text, root, path));
    }

    private static DataNode Root(string text) => YamlText.Parse(text) is var root && root is DataNull ? DataObject.Empty : root;

    private static (string Text, bool IsKept) Try(string text, DataNode wanted, IEnumerable<string> candidates)
    {
        var expected = JsonText.Write(wanted, indent: 0);
        foreach (var candidate in candidates)
        {
            if (ReadsAs(candidate, expected))
            {
                return (candidate, true);
            }
        }

        return (YamlWriter.Write(wanted), !text.Contains('#', StringComparison.Ordinal));
    }

    private static bool ReadsAs(string candidate, string expected)
    {
        try
        {
            return JsonText.Write(Root(candidate), indent: 0) == expected;
        }
        catch (DataSyntaxException)
        {
            return false;
        }
    }
}
