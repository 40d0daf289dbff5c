namespace Faultline.Linux.Processes;

/// <summary>Signals to processes that we did not start ourselves.</summary>
public static class ProcessSignal
{
    /// <summary>The number of SIGKILL.</summary>
    public const int Kill = LibC.SIGKILL;

    /// <summary>Sends a signal to one process; false where it is not there, or not ours to signal.</summary>
    public static bool Send(int processId, int signal) => processId > 0 && LibC.Kill(processId, signal) == 0;
}
