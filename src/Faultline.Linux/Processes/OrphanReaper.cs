using System.Globalization;

namespace Faultline.Linux.Processes;

/// <summary>
/// The duty of a container's first process: whoever outlives its parent becomes its child, and would stay as a zombie, holding a
/// process number, until somebody asks how it ended. Our own children are left to those who started them.
/// </summary>
public sealed class OrphanReaper : IDisposable
{
    private static readonly Lock Spawning = new();
    private static readonly HashSet<int> Own = [];
    private static volatile bool s_reaps;

    // A look now and then: a handler for SIGCHLD would make the runtime reap every child, our own ones too.
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private readonly ITimer _timer;

    /// <summary>Reaps from now on, starting with what ended before.</summary>
    /// <param name="time">The clock.</param>
    public OrphanReaper(TimeProvider time)
    {
        s_reaps = true;
        _timer = time.CreateTimer(_ => Reap(), null, TimeSpan.Zero, Period);
    }

    /// <summary>Starts a child that is not taken for an orphan.</summary>
    /// <param name="spawn">Starts it, and returns its process id.</param>
    internal static int Spawn(Func<int> spawn)
    {
        if (!s_reaps)
        {
            return spawn();
        }

        // A child that ends at once must not be met before its number is known.
        lock (Spawning)
        {
            var pid = spawn();
            Own.Add(pid);
            return pid;
        }
    }

    /// <summary>A child that whoever started it has seen the end of.</summary>
    internal static void Forget(int pid)
    {
        if (s_reaps)
        {
            lock (Spawning)
            {
                Own.Remove(pid);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    private static unsafe void Reap()
    {
        lock (Spawning)
        {
            foreach (var pid in Zombies().Where(pid => !Own.Contains(pid)).ToList())
            {
                LibC.SignalInfo info = default;
                _ = LibC.WaitId(LibC.ProcessById, pid, &info, LibC.WaitExited | LibC.WaitNoHang);
            }
        }
    }

    // waitid for any child would name our own ended ones first, again and again, while they are kept for their groups' numbers.
    private static IEnumerable<int> Zombies() =>
        Directory
            .EnumerateDirectories("/proc")
            .Select(Path.GetFileName)
            .Where(name => char.IsAsciiDigit(name![0]) && IsOurZombie(name))
            .Select(name => int.Parse(name!, CultureInfo.InvariantCulture));

    private static bool IsOurZombie(string process)
    {
        try
        {
            // "pid (name) state parent ...", where the name may hold anything.
            var stat = File.ReadAllText($"/proc/{process}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ', 3);
            return fields[0] == "Z" && fields[1] == Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return false;
        }
    }
}
