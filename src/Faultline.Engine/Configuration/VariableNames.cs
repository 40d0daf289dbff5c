namespace Faultline.Engine.Configuration;

/// <summary>The names in a text that variables are put in place of: <c>${name}</c> and <c>$name</c>.</summary>
internal static class VariableNames
{
    /// <summary>The names, in order; those of nothing known included.</summary>
    public static IEnumerable<string> In(string text)
    {
        for (var i = text.IndexOf('$', StringComparison.Ordinal); i >= 0 && i + 1 < text.Length; )
        {
            var next = i + 1;
            if (text[next] == '$')
            {
                next++;
            }
            else
            {
                var start = text[next] == '{' ? next + 1 : next;
                var length = LengthAt(text, start);
                if (length > 0 && (start == next || (start + length < text.Length && text[start + length] == '}')))
                {
                    yield return text.Substring(start, length);
                    next = start + length;
                }
            }

            i = next < text.Length ? text.IndexOf('$', next) : -1;
        }
    }

    /// <summary>How long the name is that begins there; 0 where none does.</summary>
    public static int LengthAt(string text, int start)
    {
        var end = start;
        while (end < text.Length && (text[end] == '_' || char.IsAsciiLetter(text[end]) || (end > start && char.IsAsciiDigit(text[end]))))
        {
            end++;
        }

        return end - start;
    }
}
