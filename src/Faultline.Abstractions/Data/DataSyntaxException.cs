namespace Faultline.Abstractions.Data;

/// <summary>A text is not the JSON or YAML that it should be.</summary>
/// <param name="message">What is wrong, and where it helps what to do, without the place.</param>
/// <param name="position">Where the text stops making sense.</param>
public sealed class DataSyntaxException(string message, SourcePosition position) : Exception(message)
{
    /// <summary>Where the text stops making sense.</summary>
    public SourcePosition Position { get; } = position;
}
