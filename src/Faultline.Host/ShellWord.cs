namespace Faultline.Host;

/// <summary>Texts as words of a shell's command line.</summary>
internal static class ShellWord
{
    /// <summary>The text as one word, whatever is in it.</summary>
    public static string Quote(string text) => "'" + text.Replace("'", "'\\''", StringComparison.Ordinal) + "'";
}
