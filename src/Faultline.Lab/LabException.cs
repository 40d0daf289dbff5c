namespace Faultline.Lab;

/// <summary>The lab can't do what it was asked to; the message says what, why and what to do.</summary>
public sealed class LabException(string message) : Exception(message);
