using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace Faultline.Linux.Processes;

/// <summary>What a process does first that is a role of ours: nothing of it depends on who started it, and nobody else on it.</summary>
public static unsafe class RoleProcess
{
    /// <summary>The descriptor at which a role reads what its starter tells it.</summary>
    public const int ReadsAt = 3;

    /// <summary>The descriptor at which a role answers.</summary>
    public const int WritesAt = 4;

    /// <summary>Our ends of the private line, which nobody whom we start inherits.</summary>
    /// <returns>What is told to us, and where we answer; null where there is no such line, since a person started us.</returns>
    public static (Stream Input, Stream Output)? OpenChannel()
    {
        if (LibC.Control(ReadsAt, LibC.F_SETFD, LibC.FD_CLOEXEC) != 0 || LibC.Control(WritesAt, LibC.F_SETFD, LibC.FD_CLOEXEC) != 0)
        {
            return null;
        }

        return (
            new FileStream(new SafeFileHandle(ReadsAt, ownsHandle: true), FileAccess.Read, 0),
            new FileStream(new SafeFileHandle(WritesAt, ownsHandle: true), FileAccess.Write, 0)
        );
    }

    /// <summary>Closes what was inherited besides: a terminal, a log, a lock of whoever started the one who started us.</summary>
    public static void CloseInherited()
    {
        foreach (var path in Directory.GetFileSystemEntries("/proc/self/fd"))
        {
            // What the runtime opens has the mark; what came through an exec can't have it.
            if (
                int.TryParse(Path.GetFileName(path), CultureInfo.InvariantCulture, out var descriptor)
                && descriptor > WritesAt
                && LibC.Control(descriptor, LibC.F_GETFD, 0) is >= 0 and var flags
                && (flags & LibC.FD_CLOEXEC) == 0
            )
            {
                _ = LibC.Close(descriptor);
            }
        }
    }

    /// <summary>The kernel ends us with the thread that started us, however that one ends.</summary>
    public static void DieWithStarter() => _ = LibC.ProcessControl(LibC.ParentDeathSignal, LibC.SIGKILL, 0, 0, 0);

    /// <summary>Our memory is not written to a file when we crash; what is in it may be secret.</summary>
    public static void KeepNoCore()
    {
        // One byte: too short for a file, and the one length at which the kernel asks no program to take it either.
        LibC.ResourceLimit limit = new() { Current = 1, Most = 1 };
        _ = LibC.SetLimit(LibC.LimitCore, &limit);
    }

    /// <summary>Nobody but root looks into our memory.</summary>
    public static void HideMemory() => _ = LibC.ProcessControl(LibC.SetDumpable, 0, 0, 0, 0);

    /// <summary>When memory gets short we are among the last to be ended, where that is allowed.</summary>
    public static void SpareFromShortage()
    {
        try
        {
            File.WriteAllText("/proc/self/oom_score_adj", "-900");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A right that few have; nothing depends on it.
        }
    }

    /// <summary>Signals that ask to end are not heeded: our work begins with the end of others.</summary>
    public static void OutlastSignals()
    {
        foreach (var signal in (ReadOnlySpan<int>)[LibC.SIGHUP, LibC.SIGINT, LibC.SIGTERM, LibC.SIGPIPE])
        {
            _ = LibC.OnSignal(signal, LibC.IgnoreSignal);
        }
    }

    /// <summary>Ends this process here and now, as kill -9 would: what the kernel holds for it goes with it.</summary>
    public static void EndNow() => _ = LibC.Kill(Environment.ProcessId, LibC.SIGKILL);
}
