using System.Diagnostics;
using Faultline.TestKit;

namespace Faultline.KillSweep.Worlds;

/// <summary>
/// A place of its own for one run after the other: a folder, a pair of network namespaces, a home. All that a run starts carries the
/// folder's path in its environment, by which it is found again whoever is its parent.
/// </summary>
internal sealed class World : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _program;
    private readonly string _runtime;

    /// <param name="program">The command.</param>
    /// <param name="runtime">Where .NET is.</param>
    /// <param name="network">Whether it has network namespaces.</param>
    public World(string program, string runtime, bool network)
    {
        _program = program;
        // Its path is what the watchdog, which has no other variable of ours, is known by.
        _runtime = Path.Combine(_folder.Path, "dotnet");
        Directory.CreateSymbolicLink(_runtime, runtime);
        Network = network ? NamespacePair.Create(1) : null;
        // The kernel makes sure for a second or two that nobody else has a link's own address, and adds a route then.
        _ =
            Network is null
            || SpinWait.SpinUntil(() => NetworkState.Read(Network.Near).Split('\n').Any(IsRouteToOwnAddress), TimeSpan.FromSeconds(10));
        foreach (var name in (string[])["home", "tmp", "data", "work"])
        {
            Directory.CreateDirectory(At(name));
        }
    }

    public string Folder => _folder.Path;

    /// <summary>What faults may break.</summary>
    public string Data => At("data");

    public string State => At("state");

    public NamespacePair? Network { get; }

    /// <summary>Whether what was left is to be looked at by a person: then it stays.</summary>
    public bool IsKept { get; set; }

    public string At(string name) => Path.Combine(_folder.Path, name);

    /// <summary>Forgets the runs before.</summary>
    public void Clear()
    {
        foreach (var name in (string[])[State, At("work"), At("tmp")])
        {
            if (Directory.Exists(name))
            {
                Directory.Delete(name, recursive: true);
            }
        }

        Directory.CreateDirectory(At("work"));
        Directory.CreateDirectory(At("tmp"));
    }

    /// <summary>Starts the command.</summary>
    /// <param name="silence">After how many seconds without a sign a process counts as dead; null for what is usual.</param>
    /// <param name="more">Further variables.</param>
    /// <param name="arguments">Its arguments.</param>
    public Process Start(double? silence, IEnumerable<KeyValuePair<string, string>> more, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(_program, arguments)
        {
            WorkingDirectory = At("work"),
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        foreach (var (name, value) in Variables(silence).Concat(more))
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        process.StandardInput.Close();
        return process;
    }

    /// <summary>Everything of a run that still is there: the command, the processes it has started, and theirs.</summary>
    public IReadOnlyList<RunProcess> Processes() => RunProcess.Of(_folder.Path);

    public void Dispose()
    {
        foreach (var process in Processes())
        {
            process.Kill();
        }

        Network?.Dispose();
        if (!IsKept)
        {
            File.Delete(_runtime);
            _folder.Dispose();
        }
    }

    private static bool IsRouteToOwnAddress(string line) =>
        line.Contains("Destination = fe80::", StringComparison.Ordinal) && line.Contains("Prefix = 128", StringComparison.Ordinal);

    private Dictionary<string, string> Variables(double? silence)
    {
        var all = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["PATH"] = "/usr/sbin:/usr/bin:/sbin:/bin",
            ["HOME"] = At("home"),
            ["TMPDIR"] = At("tmp"),
            ["DOTNET_ROOT"] = _runtime,
            ["DOTNET_EnableDiagnostics"] = "0",
            ["LC_ALL"] = "C.UTF-8",
        };
        if (silence is { } seconds)
        {
            all["FAULTLINE_SILENCE"] = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        return all;
    }
}
