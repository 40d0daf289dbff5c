using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using System.Text;
using Faultline.KillSweep.Killing;
using Faultline.KillSweep.Worlds;

namespace Faultline.EndToEnd.Tests.Faults;

/// <summary>A run in a world of its own that breaks something, which a test may abandon, and what is found by who comes later.</summary>
internal sealed class AbandonedRun : IDisposable
{
    private static readonly Lazy<(string Program, string Runtime)> Command = new(() => KillSweep.Command.Find(null));

    private readonly World _world;
    private Process? _engine;

    public AbandonedRun(bool hasNetwork = false)
    {
        var (program, runtime) = Command.Value;
        _world = new World(program, runtime, hasNetwork);
    }

    public World World => _world;

    public string State => _world.State;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>A file to break.</summary>
    public string File(string text = "as it was\n")
    {
        var path = Path.Combine(_world.Data, "file");
        System.IO.File.WriteAllText(path, text);
        System.IO.File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return path;
    }

    /// <summary>Starts a run with one fault that lasts for some seconds.</summary>
    public void Start(string function, string arguments, double seconds = 30, string target = "{}")
    {
        var experiment = $$"""
            {"title": "Abandoned", "description": "Half way", "method": [
              {"type": "action", "name": "break", "provider":
                {"type": "native", "func": "{{function}}", "arguments": {{arguments}}, "target": {{target}}, "until": "method"} },
              {"type": "probe", "name": "wait", "provider":
                {"type": "process", "path": "sleep", "arguments": "{{seconds.ToString(CultureInfo.InvariantCulture)}}"} }]}
            """;
        System.IO.File.WriteAllText(Path.Combine(_world.At("work"), "experiment.json"), experiment);
        _engine = _world.Start(null, [], "run", "--state-dir", State, "experiment.json");
    }

    /// <summary>Waits for a boundary; false where the run ends before.</summary>
    public Task<bool> ReachesAsync(string boundary) =>
        new RunLog(State).SeenAsync(RunBoundaries.SignsOf(boundary), _engine!.WaitForExitAsync(Stop), Stop);

    /// <summary>How the run ended.</summary>
    public async Task<Ended> EndAsync()
    {
        var (output, error) = (_engine!.StandardOutput.ReadToEndAsync(Stop), _engine.StandardError.ReadToEndAsync(Stop));
        await _engine.WaitForExitAsync(Stop);
        return new Ended(_engine.ExitCode, await output, await error);
    }

    /// <summary>Kills processes of the run, and waits until the others have ended too.</summary>
    public async Task KillAsync(params string[] roles)
    {
        foreach (var process in _world.Processes().Where(one => roles.Contains(one.Role)))
        {
            process.Kill();
        }

        while (_world.Processes().Count > 0)
        {
            await Task.Delay(20, Stop);
        }
    }

    /// <summary>Runs a command in the world.</summary>
    public async Task<Ended> CommandAsync(params string[] arguments)
    {
        using var process = _world.Start(null, [], [.. arguments, "--state-dir", State]);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(Stop), process.StandardError.ReadToEndAsync(Stop));
        await process.WaitForExitAsync(Stop);
        return new Ended(process.ExitCode, await output, await error);
    }

    /// <summary>The open undo log.</summary>
    public string UndoLog() => Directory.GetFiles(Path.Combine(State, "undo"), "*.undo").ShouldHaveSingleItem();

    /// <summary>Rewrites what the undo log says, as if it had been written so.</summary>
    public void Forge(Func<string, string> change)
    {
        var path = UndoLog();
        var forged = System
            .IO.File.ReadAllLines(path)
            .Where(line => line.Length > 0)
            .Select(line => change(line.Split(' ', 3)[2]))
            .Select(json => string.Create(CultureInfo.InvariantCulture, $"1 {Checksum(Encoding.UTF8.GetBytes(json)):x8} {json}\n"));
        System.IO.File.WriteAllText(path, string.Concat(forged));
    }

    public void Dispose()
    {
        _engine?.Dispose();
        _world.Dispose();
    }

    private static uint Checksum(byte[] bytes) => ~bytes.Aggregate(uint.MaxValue, BitOperations.Crc32C);
}
