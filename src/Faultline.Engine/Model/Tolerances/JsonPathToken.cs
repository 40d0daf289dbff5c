namespace Faultline.Engine.Model.Tolerances;

/// <summary>A word of a path.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">The word as written; a string without its quotes, its escapes as they stand.</param>
/// <param name="Column">Where it begins, counted from 1.</param>
internal readonly record struct JsonPathToken(JsonPathTokenKind Kind, string Text, int Column)
{
    /// <summary>The word as messages name it.</summary>
    public string Shown =>
        Kind switch
        {
            JsonPathTokenKind.End => "the end of the path",
            JsonPathTokenKind.Text => $"'\"{Text}\"'",
            _ => $"'{Text}'",
        };
}
