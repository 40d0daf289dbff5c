using System.Text;
using Faultline.Linux.Processes;

namespace Faultline.Host.Tests.Conformance;

/// <summary>Commands, as a person would type them.</summary>
internal static class Shell
{
    /// <summary>Runs a line; returns its exit code and all that it printed.</summary>
    public static async Task<(int Code, string Text)> RunAsync(string line, CancellationToken stop)
    {
        var printed = new MemoryStream();
        var sink = new OutputSink(bytes =>
        {
            lock (printed)
            {
                printed.Write(bytes);
            }
        });
        await using var starter = new ProcessStarter(TimeProvider.System);
        var status = await starter
            .Start(
                new ProcessSpec
                {
                    Path = "/bin/sh",
                    Arguments = ["-c", line],
                    Environment = new Dictionary<string, string>
                    {
                        ["PATH"] = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
                    },
                    StandardOutput = sink,
                    StandardError = sink,
                }
            )
            .Completed.WaitAsync(stop);
        return (status.Number, Encoding.UTF8.GetString(printed.ToArray()));
    }
}
