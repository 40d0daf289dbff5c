using Faultline.Abstractions.Data;

namespace Faultline.Engine.Model;

/// <summary>The names in <c>${name}</c> and <c>$name</c>: ASCII letters, digits and underscores, no digit first.</summary>
internal static class VariableName
{
    /// <summary>Whether the text is a name.</summary>
    public static bool Is(string text) => text.Length > 0 && Length(text, 0) == text.Length;

    /// <summary>How long the name is that begins at a place of a text; 0 where none does.</summary>
    public static int Length(string text, int start)
    {
        var end = start;
        while (end < text.Length && (text[end] == '_' || char.IsAsciiLetter(text[end]) || (end > start && char.IsAsciiDigit(text[end]))))
        {
            end++;
        }

        return end - start;
    }

    /// <summary>The names that the texts of a value use, at any depth; names that nobody declares among them.</summary>
    public static IEnumerable<(string Name, DataNode Where)> UsedIn(DataNode node) =>
        node switch
        {
            DataString text => In(text.Value).Select(name => (name, node)),
            DataArray list => list.Items.SelectMany(UsedIn),
            DataObject mapping => mapping.Members.SelectMany(member => UsedIn(member.Value)),
            _ => [],
        };

    /// <summary>The names that a text uses, in order; names that nobody declares among them.</summary>
    public static IEnumerable<string> In(string text)
    {
        for (var at = text.IndexOf('$', StringComparison.Ordinal); at >= 0 && at + 1 < text.Length; at = text.IndexOf('$', at))
        {
            var start = text[at + 1] == '{' ? at + 2 : at + 1;
            var length = Length(text, start);
            if (length > 0 && (text[at + 1] != '{' || (start + length < text.Length && text[start + length] == '}')))
            {
                yield return text.Substring(start, length);
            }

            // Two dollars are one that is meant as such.
            at = text[at + 1] == '$' ? at + 2 : start + length;
        }
    }
}
