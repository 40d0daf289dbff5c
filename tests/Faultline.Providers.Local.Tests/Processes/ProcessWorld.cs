using Faultline.Abstractions;
using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Linux.Processes;
using Faultline.Providers.Local.Processes;
using Faultline.TestKit;

namespace Faultline.Providers.Local.Tests.Processes;

/// <summary>The provider with a home folder, a search path and a clock of its own.</summary>
internal sealed class ProcessWorld : IAsyncDisposable
{
    private readonly ProcessStarter _starter = new(TimeProvider.System);

    public TemporaryFolder Home { get; } = new();

    public ManualClock Clock { get; } = new();

    public ProcessProvider Provider =>
        new(
            _starter,
            new ProcessEnvironment(
                new Dictionary<string, string>
                {
                    ["PATH"] = "/usr/bin:/bin",
                    ["HOME"] = Home.Path,
                    ["GREETING"] = "hello",
                }
            ),
            Clock
        );

    public Task<ActivityOutcome> RunAsync(string provider, CancellationToken? stop = null) => RunAsync(Some.Call(provider), stop);

    public Task<ActivityOutcome> RunAsync(ActivityCall call, CancellationToken? stop = null) =>
        Provider.RunAsync(call, stop ?? TestContext.Current.CancellationToken);

    /// <summary>Runs a shell's script, given as the list form has it.</summary>
    public Task<ActivityOutcome> ShellAsync(string script, string more = "", CancellationToken? stop = null) =>
        RunAsync($$"""{"path": "sh", "arguments": ["-c", {{JsonText.Write(script, 0)}}]{{more}}}""", stop);

    public async Task<IEnumerable<string>> CheckAsync(string provider) =>
        (await Provider.CheckAsync(Some.Call(provider), TestContext.Current.CancellationToken)).Lines();

    /// <summary>The number in a file, once it is there.</summary>
    public async Task<int> NumberInAsync(string file)
    {
        var path = Path.Combine(Home.Path, file);
        await Some.Until(() => File.Exists(path) && File.ReadAllText(path).EndsWith('\n'));
        return int.Parse(await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken));
    }

    /// <summary>Whether the process has ended: is no more, or only waits to be noticed.</summary>
    public static bool IsGone(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/stat").Contains(") Z ", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return true;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _starter.DisposeAsync();
        Home.Dispose();
    }
}
