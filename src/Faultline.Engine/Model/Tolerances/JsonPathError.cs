using System.Globalization;

namespace Faultline.Engine.Model.Tolerances;

/// <summary>Why a text is not a JSON path.</summary>
/// <param name="Message">What is wrong, without its place.</param>
/// <param name="Column">The character at which the path stops making sense, counted from 1.</param>
/// <param name="Remedy">What to write instead, where it can be told.</param>
internal sealed record JsonPathError(string Message, int Column, string? Remedy = null)
{
    /// <summary>One sentence: what is wrong, where, and what to do.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Message} at column {Column}{(Remedy is null ? "" : "; " + Remedy)}");
}
