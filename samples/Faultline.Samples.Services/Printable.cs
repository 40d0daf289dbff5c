namespace Faultline.Samples.Services;

/// <summary>Texts of strangers in a log of lines.</summary>
internal static class Printable
{
    /// <summary>The text without the characters that would end the line or steer a terminal.</summary>
    public static string Line(string text) =>
        text.Any(char.IsControl) ? string.Concat(text.Select(character => char.IsControl(character) ? ' ' : character)) : text;
}
