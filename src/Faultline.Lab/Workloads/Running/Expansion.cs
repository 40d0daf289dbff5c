using System.Text;

namespace Faultline.Lab.Workloads.Running;

/// <summary>Kubernetes' references to variables: <c>$(NAME)</c>; <c>$$(NAME)</c> is the text $(NAME).</summary>
internal static class Expansion
{
    /// <summary>The text with the values of variables in place of their references; those to unknown ones stay.</summary>
    public static string Of(string text, IReadOnlyDictionary<string, string> variables)
    {
        if (!text.Contains('$', StringComparison.Ordinal))
        {
            return text;
        }

        var result = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '$' || i + 1 == text.Length)
            {
                result.Append(text[i]);
            }
            else if (text[i + 1] == '$')
            {
                result.Append('$');
                i++;
            }
            else if (text[i + 1] == '(' && text.IndexOf(')', i) is var end and > 0)
            {
                result.Append(variables.TryGetValue(text[(i + 2)..end], out var value) ? value : text[i..(end + 1)]);
                i = end;
            }
            else
            {
                result.Append('$');
            }
        }

        return result.ToString();
    }
}
