namespace Faultline.Linux.Processes;

/// <summary>A process by what can't be used again: its number alone can.</summary>
/// <param name="Key">Its number, and when it began.</param>
/// <param name="BootId">The kernel's boot id.</param>
/// <param name="Namespace">The PID namespace in which the number counts, such as <c>pid:[4026531836]</c>.</param>
public sealed record ProcessIdentity(ProcessKey Key, string BootId, string Namespace)
{
    private const string Unknown = "unknown";

    private static readonly Lazy<string> CurrentBoot = new(() => Read(() => File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim()));

    private static readonly Lazy<string> CurrentNamespace = new(() => Read(() => new FileInfo("/proc/self/ns/pid").LinkTarget));

    /// <summary>The boot id of the kernel that runs now (whatever lived in memory is gone when it is another one); <c>unknown</c> where it can't be read.</summary>
    public static string BootIdNow => CurrentBoot.Value;

    /// <summary>This process.</summary>
    public static ProcessIdentity Own => Of(Environment.ProcessId) ?? Here(new ProcessKey(Environment.ProcessId, 0));

    /// <summary>The process id.</summary>
    public int Id => Key.Pid;

    /// <summary>Whether its number means anything here and now: it began since this boot, in our PID namespace.</summary>
    public bool IsOfHere => BootId == BootIdNow && Namespace == CurrentNamespace.Value;

    /// <summary>Whether it is there, and has not ended.</summary>
    public bool IsAlive => Found is not null;

    /// <summary>Whether it is there, and was stopped by a signal (SIGSTOP, a debugger).</summary>
    public bool IsStopped => Found is { State: 'T' or 't' };

    private ProcessStat? Found => IsOfHere ? ProcessTable.Find(Key) : null;

    /// <summary>The process that has this number now; null where there is none, or it has ended.</summary>
    public static ProcessIdentity? Of(int id) => ProcessTable.Find(id) is { HasEnded: false } found ? Here(found.Key) : null;

    private static ProcessIdentity Here(ProcessKey key) => new(key, BootIdNow, CurrentNamespace.Value);

    private static string Read(Func<string?> source)
    {
        try
        {
            return source() ?? Unknown;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Unknown;
        }
    }
}
