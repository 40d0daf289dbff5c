namespace Faultline.Proxy;

/// <summary>A wish that can't be granted; the message says which and why.</summary>
/// <param name="status">The status of the API's answer.</param>
/// <param name="message">What is wrong.</param>
public sealed class ProxyException(int status, string message) : Exception(message)
{
    /// <summary>The status of the API's answer.</summary>
    public int Status => status;
}
