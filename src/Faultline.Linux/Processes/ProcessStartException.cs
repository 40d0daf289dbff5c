namespace Faultline.Linux.Processes;

/// <summary>A process could not be started: there is no such program, it may not be run, there is no memory for it.</summary>
public sealed class ProcessStartException(string path, int error)
    : Exception($"'{path}' could not be started: {System.Runtime.InteropServices.Marshal.GetPInvokeErrorMessage(error)}")
{
    /// <summary>The kernel's error number (errno).</summary>
    public int Error { get; } = error;
}
