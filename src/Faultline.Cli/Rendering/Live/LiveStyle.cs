namespace Faultline.Cli.Rendering.Live;

/// <summary>What a live view may use.</summary>
/// <param name="HasColour">Colours and bold.</param>
/// <param name="HasSymbols">Characters beyond ASCII.</param>
internal sealed record LiveStyle(bool HasColour, bool HasSymbols)
{
    // In the order in which they count.
    private static readonly string[] LocaleVariables = ["LC_ALL", "LC_CTYPE", "LANG"];

    public char Rule => HasSymbols ? '─' : '-';

    public char Cut => HasSymbols ? '…' : '~';

    public char Good => HasSymbols ? '✓' : '+';

    public char Bad => HasSymbols ? '✕' : 'x';

    public char Running => HasSymbols ? '●' : '*';

    public char Ahead => HasSymbols ? '○' : '.';

    public char Skipped => HasSymbols ? '–' : '-';

    /// <summary>What this terminal may be drawn with.</summary>
    public static LiveStyle Of(Terminal terminal)
    {
        var locale = LocaleVariables.Select(terminal.Environment.Get).FirstOrDefault(value => !string.IsNullOrEmpty(value));
        var isUtf8 = locale?.Replace("-", "", StringComparison.Ordinal).Contains("utf8", StringComparison.OrdinalIgnoreCase) == true;
        return new LiveStyle(terminal.HasColour, isUtf8);
    }

    public string Green(string text) => In("32", text);

    public string Red(string text) => In("31", text);

    public string Yellow(string text) => In("33", text);

    public string Faint(string text) => In("2", text);

    public string Bold(string text) => In("1", text);

    private string In(string code, string text) => HasColour ? $"\x1b[{code}m{text}\x1b[0m" : text;
}
