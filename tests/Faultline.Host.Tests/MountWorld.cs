using System.Text;
using Faultline.Linux.Processes;
using Faultline.TestKit;

namespace Faultline.Host.Tests;

/// <summary>A process in a mount namespace of its own, with a small file system that nobody else sees, and that goes with it.</summary>
internal sealed class MountWorld : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ProcessStarter _starter = new(TimeProvider.System);
    private ChildProcess? _process;

    /// <summary>What this machine lacks for it; null where nothing.</summary>
    public static string? Missing => Environment.IsPrivilegedProcess ? null : "a mount namespace of its own needs root";

    /// <summary>Where the file system is mounted, in there.</summary>
    public string Folder => _folder.Path;

    /// <summary>The same folder as a path from here.</summary>
    public string FromHere => $"/proc/{Pid}/root{Folder}";

    /// <summary>The process in there.</summary>
    public int Pid => _process!.Id;

    public async Task MakeAsync(CancellationToken stop, string options = "size=20m", string more = "true")
    {
        var text = new StringBuilder();
        _process = _starter.Start(
            new ProcessSpec
            {
                Path = "/usr/bin/unshare",
                Arguments = ["-m", "/bin/sh", "-ec", $"mount -t tmpfs -o {options} fl-test '{Folder}'; {more}; echo ready; exec sleep 300"],
                Environment = new Dictionary<string, string> { ["PATH"] = "/usr/sbin:/usr/bin:/sbin:/bin" },
                StandardOutput = Take,
                StandardError = Take,
            }
        );
        await Poll.UntilAsync(() => Text().Contains("ready", StringComparison.Ordinal) || _process.Exited.IsCompleted, stop);
        Text().ShouldBe("ready\n");
        return;

        void Take(ReadOnlySpan<byte> bytes)
        {
            lock (text)
            {
                text.Append(Encoding.UTF8.GetString(bytes));
            }
        }

        string Text()
        {
            lock (text)
            {
                return text.ToString();
            }
        }
    }

    /// <summary>Ends the process, and with it the file system.</summary>
    public async Task EndAsync()
    {
        _process!.Signal(ProcessSignal.Kill);
        await _process.Exited;
    }

    public async ValueTask DisposeAsync()
    {
        _process?.Signal(ProcessSignal.Kill);
        await _starter.DisposeAsync();
        _folder.Dispose();
    }
}
