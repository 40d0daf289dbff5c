using System.Globalization;
using System.Text;
using Faultline.Linux.Processes;

namespace Faultline.Host.Tests;

/// <summary>A PID namespace with a first process and another in it, as a container has.</summary>
internal sealed class NamespaceWorld : IAsyncDisposable
{
    private readonly ProcessStarter _starter = new(TimeProvider.System);
    private ChildProcess? _outer;

    /// <summary>What this machine lacks for it; null where nothing.</summary>
    public static string? Missing => Environment.IsPrivilegedProcess ? null : "a PID namespace of its own needs root";

    /// <summary>The first process in there.</summary>
    public int First { get; private set; }

    /// <summary>The second process in there.</summary>
    public int Second { get; private set; }

    /// <summary>How whoever made the namespace saw its end.</summary>
    public Task<ExitStatus> Ended => _outer!.Completed;

    /// <summary>Makes it.</summary>
    /// <param name="stop">Ends the wait.</param>
    /// <param name="before">What the shell does before it enters.</param>
    public async Task MakeAsync(CancellationToken stop, string before = "true")
    {
        var text = new StringBuilder();
        _outer = _starter.Start(
            new ProcessSpec
            {
                Path = "/bin/sh",
                Arguments =
                [
                    "-c",
                    before + "; exec unshare --pid --fork --mount-proc /bin/sh -c 'sleep 301 & sleep 300 & echo ready; wait'",
                ],
                Environment = new Dictionary<string, string> { ["PATH"] = "/usr/sbin:/usr/bin:/sbin:/bin" },
                StandardOutput = Take,
                StandardError = Take,
            }
        );
        await Poll.UntilAsync(() => Text().Contains("ready", StringComparison.Ordinal) || _outer.Exited.IsCompleted, stop);
        Text().ShouldBe("ready\n");
        First = Child(_outer.Id);
        await Poll.UntilAsync(() => ProcessTable.All().Count(one => one.Parent == First && one.Name == "sleep") == 2, stop);
        Second = Child(First);
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

    /// <summary>A line for each process: up or down.</summary>
    public string Read() =>
        string.Join(
            '\n',
            new[] { First, Second }.Select(pid =>
                string.Create(CultureInfo.InvariantCulture, $"{pid} {(ProcessTable.Find(pid) is { HasEnded: false } ? "up" : "down")}")
            )
        );

    public async Task EndAsync(CancellationToken stop)
    {
        ProcessSignal.Send(First, ProcessSignal.Kill);
        await Ended.WaitAsync(stop);
    }

    public ValueTask DisposeAsync()
    {
        _outer?.Signal(ProcessSignal.Kill);
        return _starter.DisposeAsync();
    }

    private static int Child(int parent) => ProcessTable.All().First(one => one.Parent == parent).Pid;
}
