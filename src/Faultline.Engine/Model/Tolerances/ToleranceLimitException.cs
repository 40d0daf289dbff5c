namespace Faultline.Engine.Model.Tolerances;

/// <summary>
/// A tolerance asks for more work than a check may cost, so that nothing can be said about the value: neither met nor not met.
/// </summary>
/// <param name="message">What was limited, the limit, and what to do.</param>
internal sealed class ToleranceLimitException(string message) : Exception(message);
