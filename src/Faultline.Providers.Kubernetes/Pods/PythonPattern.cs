using System.Text.RegularExpressions;

namespace Faultline.Providers.Kubernetes.Pods;

/// <summary>A regular expression in Python's spelling, searched for anywhere in a name.</summary>
internal static class PythonPattern
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    public static Regex Create(string pattern) => new(Translate(pattern), RegexOptions.CultureInvariant, Patience);

    /// <summary>What is wrong with a pattern; null where it is none or good.</summary>
    public static string? Problem(string? pattern, string argument = "name_pattern")
    {
        try
        {
            _ = pattern is null ? null : Create(pattern);
            return null;
        }
        catch (RegexParseException e)
        {
            return $"The {argument} '{pattern}' is not a regular expression: {Reason(e)} (at character {e.Offset})";
        }
    }

    // Names of groups and the end of the text are what Python spells otherwise.
    private static string Translate(string pattern) =>
        Regex.Replace(
            pattern,
            @"\\Z|\\.|\(\?P<|\(\?P=(\w+)\)",
            match =>
                match.Value == @"\Z" ? @"\z"
                : match.Value == "(?P<" ? "(?<"
                : match.Groups[1].Success ? @$"\k<{match.Groups[1].Value}>"
                : match.Value,
            RegexOptions.Singleline,
            Patience
        );

    private static string Reason(RegexParseException e)
    {
        var text = e.Error.ToString();
        return string.Concat(text.Select((c, i) => char.IsUpper(c) ? (i == 0 ? "" : " ") + char.ToLowerInvariant(c) : c.ToString()));
    }
}
