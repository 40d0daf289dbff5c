using System.Collections.Concurrent;
using System.Text;
using Faultline.Linux.Processes;

namespace Faultline.Linux.Tests;

/// <summary>A run of the test host, and the processes that it says it started.</summary>
internal sealed class Victim : IAsyncDisposable
{
    private readonly ProcessStarter _starter = new(TimeProvider.System);
    private readonly ConcurrentQueue<byte> _output = new();
    private readonly ChildProcess _process;

    public Victim(params string[] mode) =>
        _process = _starter.Start(
            new ProcessSpec
            {
                Path = Path.Combine(AppContext.BaseDirectory, "Faultline.Linux.TestHost"),
                Arguments = [.. mode],
                Environment = Env.OfThisProcess,
                StandardOutput = bytes =>
                {
                    foreach (var value in bytes)
                    {
                        _output.Enqueue(value);
                    }
                },
            }
        );

    /// <summary>Ends when the host has, and everything that it printed is known.</summary>
    public Task<ExitStatus> Exited => _process.Exited;

    public Task<ExitStatus> Completed => _process.Completed;

    private string Text => Encoding.ASCII.GetString([.. _output]);

    /// <summary>The ids by name, once the host says that it is ready.</summary>
    public async Task<Dictionary<string, int>> ReadyAsync()
    {
        await Proc.Until(() => Text.Contains("ready\n", StringComparison.Ordinal) || Completed.IsCompleted);
        Text.ShouldContain("ready\n");
        return Numbers();
    }

    /// <summary>The numbers by name that the host has printed so far.</summary>
    public Dictionary<string, int> Numbers() =>
        Text.Split('\n')
            .Select(line => line.Split('='))
            .Where(pair => pair.Length == 2)
            .ToDictionary(pair => pair[0], pair => int.Parse(pair[1]));

    /// <summary>Ends the host alone, without a chance to clean up.</summary>
    public async Task KillAsync()
    {
        await Proc.KillAsync(_process.Id);
        await Exited;
    }

    public ValueTask DisposeAsync() => _starter.DisposeAsync();
}
