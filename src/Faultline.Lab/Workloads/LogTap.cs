using Faultline.Linux.Processes;

namespace Faultline.Lab.Workloads;

/// <summary>One who is handed a container's output as it comes.</summary>
internal sealed class LogTap(OutputSink? output, OutputSink? error, Action ended, Action<LogTap> remove) : IDisposable
{
    public OutputSink? Output => output;

    public OutputSink? Error => error;

    public Action Ended => ended;

    public void Dispose() => remove(this);
}
