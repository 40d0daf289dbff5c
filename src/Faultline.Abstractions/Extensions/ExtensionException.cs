namespace Faultline.Abstractions.Extensions;

/// <summary>An extension can't be used.</summary>
/// <param name="message">Which, and why.</param>
public sealed class ExtensionException(string message) : Exception(message);
