using System.Globalization;
using Faultline.Linux.Processes;

namespace Faultline.Host.Tests;

/// <summary>Processes of a test's own that do nothing, told from all others by a word in their command lines.</summary>
internal sealed class Sleepers : IAsyncDisposable
{
    private readonly ProcessStarter _starter = new(TimeProvider.System);
    private readonly List<ChildProcess> _all = [];
    private readonly List<ProcessKey> _children = [];

    /// <summary>The word, which is no regular expression but itself.</summary>
    public string Mark { get; } = "sleeper" + Convert.ToHexStringLower(Guid.NewGuid().ToByteArray());

    /// <summary>Their process ids, in the order of their start.</summary>
    public IReadOnlyList<int> Pids => [.. _all.Select(one => one.Id)];

    /// <summary>Starts one; returns its process id once it is what it will be.</summary>
    public async Task<int> StartAsync(CancellationToken stop, string script = "sleep 300 & wait")
    {
        var process = _starter.Start(
            new ProcessSpec
            {
                Path = "/bin/sh",
                // The shell waits for what it started, and keeps the word; what it execs would not have it.
                Arguments = ["-c", script, Mark],
                Environment = new Dictionary<string, string> { ["PATH"] = "/usr/bin:/bin" },
            }
        );
        _all.Add(process);
        // Until it is its program, what it starts shows the same words.
        await Poll.UntilAsync(
            () =>
                ProcessTable.CommandLine(process.Id).Contains(Mark)
                && ProcessTable.All().Any(one => one.Parent == process.Id && one.Name == "sleep"),
            stop
        );
        // Who outlives the shell that started it is nobody's group any more.
        _children.AddRange(ProcessTable.All().Where(one => one.Parent == process.Id).Select(one => one.Key));
        return process.Id;
    }

    /// <summary>Ends all of them, and waits until they are gone.</summary>
    public async Task EndAsync(CancellationToken stop)
    {
        foreach (var one in _all)
        {
            one.Signal(ProcessSignal.Kill);
        }

        await Poll.UntilAsync(() => _all.TrueForAll(one => ProcessTable.Find(one.Id) is null or { HasEnded: true }), stop);
    }

    /// <summary>A line for each: stopped, running or gone.</summary>
    public string Read() =>
        string.Join(
            '\n',
            _all.Select(one =>
                ProcessTable.Find(one.Id) is { HasEnded: false } stat
                    ? string.Create(CultureInfo.InvariantCulture, $"{one.Id} {(stat.IsStopped ? "stopped" : "running")}")
                    : string.Create(CultureInfo.InvariantCulture, $"{one.Id} gone")
            )
        );

    public async ValueTask DisposeAsync()
    {
        // A stopped one would be asked to end, and not hear it.
        foreach (var one in _all)
        {
            one.Signal(ProcessSignal.Kill);
        }

        foreach (var one in _children)
        {
            ProcessSignal.Send(one, ProcessSignal.Kill);
        }

        await _starter.DisposeAsync();
    }
}
