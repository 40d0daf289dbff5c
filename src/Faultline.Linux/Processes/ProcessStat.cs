using System.Globalization;

namespace Faultline.Linux.Processes;

/// <summary>What the kernel says of a process in <c>/proc/PID/stat</c>, as far as it is used here.</summary>
public sealed record ProcessStat
{
    private const uint IsKernelThreadFlag = 0x00200000;

    /// <summary>The process id, in the PID namespace of whoever mounted that <c>/proc</c>.</summary>
    public required int Pid { get; init; }

    /// <summary>The name of its main thread: at most 15 bytes, of any kind, spaces and parentheses included.</summary>
    public required string Name { get; init; }

    /// <summary>Its state: R running, S and D asleep, T stopped, t stopped by a debugger, Z ended, X dead, I idle.</summary>
    public required char State { get; init; }

    /// <summary>The parent's process id; 0 where there is none to be seen.</summary>
    public required int Parent { get; init; }

    /// <summary>The number of its process group.</summary>
    public required int Group { get; init; }

    /// <summary>The number of its session.</summary>
    public required int Session { get; init; }

    /// <summary>The kernel's flags of it.</summary>
    public required uint Flags { get; init; }

    /// <summary>Processor time in its own code, in ticks of a hundredth of a second.</summary>
    public required long UserTicks { get; init; }

    /// <summary>Processor time in the kernel, in ticks of a hundredth of a second.</summary>
    public required long SystemTicks { get; init; }

    /// <summary>When it started, in ticks after the boot. With the process id, no other process of this boot has it.</summary>
    public required long StartTicks { get; init; }

    /// <summary>Whether it is a thread of the kernel.</summary>
    public bool IsKernelThread => (Flags & IsKernelThreadFlag) != 0;

    /// <summary>Whether it has ended, and only waits to be noticed.</summary>
    public bool HasEnded => State is 'Z' or 'X' or 'x';

    /// <summary>Whether a signal has stopped it.</summary>
    public bool IsStopped => State == 'T';

    /// <summary>What no other process of this boot has.</summary>
    public ProcessKey Key => new(Pid, StartTicks);

    /// <summary>Reads the text of <c>/proc/PID/stat</c>; null where it is none.</summary>
    public static ProcessStat? Parse(string text)
    {
        // "pid (name) state parent ...", where the name may hold anything: the last parenthesis closes it.
        var open = text.IndexOf(" (", StringComparison.Ordinal);
        var close = text.LastIndexOf(") ", StringComparison.Ordinal);
        if (
            open < 0
            || close < open + 2
            || !int.TryParse(text.AsSpan(0, open), NumberStyles.None, CultureInfo.InvariantCulture, out var pid)
        )
        {
            return null;
        }

        var fields = text[(close + 2)..].TrimEnd('\n').Split(' ');
        if (
            fields.Length < 20
            || fields[0].Length != 1
            || !int.TryParse(fields[1], CultureInfo.InvariantCulture, out var parent)
            || !int.TryParse(fields[2], CultureInfo.InvariantCulture, out var group)
            || !int.TryParse(fields[3], CultureInfo.InvariantCulture, out var session)
            || !uint.TryParse(fields[6], CultureInfo.InvariantCulture, out var flags)
            || !long.TryParse(fields[11], CultureInfo.InvariantCulture, out var user)
            || !long.TryParse(fields[12], CultureInfo.InvariantCulture, out var system)
            || !long.TryParse(fields[19], CultureInfo.InvariantCulture, out var start)
        )
        {
            return null;
        }

        return new ProcessStat
        {
            Pid = pid,
            Name = text[(open + 2)..close],
            State = fields[0][0],
            Parent = parent,
            Group = group,
            Session = session,
            Flags = flags,
            UserTicks = user,
            SystemTicks = system,
            StartTicks = start,
        };
    }
}

/// <summary>A process, apart from any other that had or will have its number during this boot.</summary>
/// <param name="Pid">The process id.</param>
/// <param name="StartTicks">When it started, in ticks after the boot.</param>
public readonly record struct ProcessKey(int Pid, long StartTicks);
