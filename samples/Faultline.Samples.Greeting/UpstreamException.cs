namespace Faultline.Samples.Greeting;

/// <summary>A service that the webapp needs did not do its part.</summary>
internal sealed class UpstreamException(string message) : Exception(message);
