namespace Faultline.Linux.PacketQueues;

/// <summary>The kernel gives us no queue.</summary>
/// <param name="message">Why, in a sentence without a full stop.</param>
/// <param name="error">The system's error number.</param>
public sealed class PacketQueueException(string message, int error) : Exception(message)
{
    /// <summary>The system's error number.</summary>
    public int Error { get; } = error;
}
