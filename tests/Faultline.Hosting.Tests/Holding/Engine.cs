using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Faultline.Abstractions.Data;
using Faultline.Hosting.Holding;
using Faultline.Hosting.Undoing;
using Faultline.Linux.Processes;
using Faultline.TestKit;

namespace Faultline.Hosting.Tests.Holding;

/// <summary>A folder with a file to break, and engines at work in it: in this process, or in one of their own that can be killed.</summary>
internal sealed class Engine : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TemporaryFolder _folder = new();
    private readonly ProcessStarter _processes = new(TimeProvider.System);
    private readonly ConcurrentQueue<byte[]> _output = new();
    private readonly List<int> _watchdogs = [];

    public Engine()
    {
        File = _folder.Write("file", "good");
        Undo = new UndoFolder(Path.Combine(_folder.Path, "undo"));
    }

    public static string Program { get; } = Path.Combine(AppContext.BaseDirectory, "Faultline.Hosting.TestHost");

    /// <summary>The file that faults break.</summary>
    public string File { get; }

    /// <summary>What it says.</summary>
    public string Text => System.IO.File.ReadAllText(File);

    public UndoFolder Undo { get; }

    public HoldingLimits Limits { get; init; } = new() { Silence = TimeSpan.FromSeconds(1), Retries = TimeSpan.FromSeconds(1) };

    public List<string> Lines { get; } = [];

    public string Output => Encoding.UTF8.GetString([.. _output.SelectMany(piece => piece)]);

    public DataObject Arguments => DataObject.Of(("path", File));

    /// <summary>Starts the holder and the watchdog of a run of this process.</summary>
    public async Task<HolderSession> HoldAsync(string run = "run-0001", FaultRoles? lastResort = null)
    {
        var holders = new FaultHolders(
            new RoleProgram(Program, []) { Environment = Abstractions.ProcessEnvironment.OfThisProcess() },
            _processes,
            Undo,
            Limits,
            TimeProvider.System
        )
        {
            LastResort = lastResort,
        };
        return (HolderSession)await holders.StartAsync(run, (id, line) => Lines.Add($"{id}: {line}"), CancellationToken.None);
    }

    /// <summary>Starts an engine in a process of its own, and returns once its faults are there.</summary>
    /// <returns>The numbers of the processes by name; <c>engine</c> among them.</returns>
    public async Task<Dictionary<string, int>> StartAsync(string run = "run-0002", params string[] faults)
    {
        var child = _processes.StartApart(
            new ProcessSpec
            {
                Path = Program,
                Arguments =
                [
                    "engine",
                    Undo.Path,
                    run,
                    Limits.Silence.TotalSeconds.ToString(CultureInfo.InvariantCulture),
                    .. faults.Length > 0 ? faults : [$$"""{"fault": "test.file", "path": "{{File}}"}"""],
                ],
                Environment = Abstractions.ProcessEnvironment.OfThisProcess().All,
                StandardOutput = bytes => _output.Enqueue(bytes.ToArray()),
                StandardError = bytes => _output.Enqueue(bytes.ToArray()),
            }
        );
        await UntilAsync(() => Output.Contains("ready\n", StringComparison.Ordinal) || child.Exited.IsCompleted);
        Output.ShouldContain("ready\n");
        var numbers = Output
            .Split('\n')
            .Select(line => line.Split('='))
            .Where(pair => pair.Length == 2 && int.TryParse(pair[1], out _))
            .ToDictionary(pair => pair[0], pair => int.Parse(pair[1]));
        numbers["engine"] = child.Id;
        _watchdogs.Add(numbers["watchdog"]);
        return numbers;
    }

    /// <summary>What the undo log of a run says.</summary>
    public UndoLogContent Log(string run) => UndoLog.Read(Undo.LogOf(run));

    public static void Signal(int process, int signal) => ProcessSignal.Send(process, signal).ShouldBeTrue();

    public static bool IsGone(int process) => ProcessIdentity.Of(process) is null;

    /// <summary>Returns as soon as the condition holds.</summary>
    public static async Task UntilAsync(Func<bool> holds)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (!holds())
        {
            TimeProvider.System.GetElapsedTime(begun).ShouldBeLessThan(Patience);
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        // A watchdog writes a last line after its work.
        await UntilAsync(() => _watchdogs.TrueForAll(IsGone));
        await _processes.DisposeAsync();
        _folder.Dispose();
    }
}
