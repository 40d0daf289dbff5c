namespace Faultline.Abstractions.Functions;

/// <summary>Thrown by a function's method whose answer is no; the activity fails with the message. Anything else that it throws is a bug.</summary>
public sealed class FunctionFailedException(string message) : Exception(message);
