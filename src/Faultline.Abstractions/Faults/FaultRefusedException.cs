namespace Faultline.Abstractions.Faults;

/// <summary>A fault can't be applied here and now.</summary>
/// <param name="message">Why, in a sentence without a full stop.</param>
/// <param name="remedy">What to do about it, in a sentence; null where nothing can be done.</param>
public sealed class FaultRefusedException(string message, string? remedy = null) : Exception(message)
{
    /// <summary>What to do about it.</summary>
    public string? Remedy { get; } = remedy;
}
