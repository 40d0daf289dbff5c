namespace Faultline.Linux.Bpf;

/// <summary>The kernel refuses a program, a map or a link.</summary>
/// <param name="message">What and why, in a sentence without a full stop; the verifier's last words are part of it.</param>
/// <param name="error">The system's error number.</param>
public sealed class BpfException(string message, int error) : Exception(message)
{
    /// <summary>The system's error number.</summary>
    public int Error { get; } = error;
}
