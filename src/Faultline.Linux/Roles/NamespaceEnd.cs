using System.Runtime.InteropServices;
using Faultline.Linux.Processes;

namespace Faultline.Linux.Roles;

/// <summary>
/// Shuts a PID namespace down, or restarts it: reboot(2), which a namespace other than the first obeys by ending all of its processes,
/// and nothing else. Its first process ends by SIGINT then, or SIGHUP for a restart, so that whoever started it can tell.
/// </summary>
public static unsafe partial class NamespaceEnd
{
    /// <summary>The role's name.</summary>
    public const string Role = "end-namespace";

    /// <summary>To shut down.</summary>
    public const string PowerOff = "power-off";

    /// <summary>To start again.</summary>
    public const string Restart = "restart";

    private const int Refused = 3;
    private const int CloneNewPid = 0x20000000;
    private const int CommandPowerOff = 0x4321fedc;
    private const int CommandRestart = 0x1234567;

    // Of every kernel since namespaces have numbers (PROC_PID_INIT_INO).
    private const ulong FirstNamespace = 0xEFFFFFFC;

    /// <summary>Starts the role inside a PID namespace, and waits for its end, which comes with that of the namespace.</summary>
    /// <param name="role">This program.</param>
    /// <param name="path">The namespace: <c>/proc/41/ns/pid</c>.</param>
    /// <param name="restart">Whether it is a restart.</param>
    /// <returns>The exit code of the role; null where a signal ended it, as the namespace's end does.</returns>
    /// <exception cref="IOException">The namespace can't be entered.</exception>
    /// <exception cref="ProcessStartException">The role can't be started.</exception>
    public static int? Enter(OwnRole role, string path, bool restart)
    {
        var ours = FileIdentity.Of("/proc/self/ns/pid")?.ToString() ?? "";
        if (FileIdentity.Of(path)?.ToString() is not { } its || its == ours)
        {
            throw new IOException($"'{path}' is no PID namespace other than ours");
        }

        var spec = role.Spec(Role, restart ? Restart : PowerOff, ours);
        Exception? failure = null;
        int? code = null;
        // What a thread starts after it entered is inside; the thread itself never is, and starts nothing else.
        var thread = new Thread(() =>
        {
            try
            {
                code = Wait(Spawn(spec, path));
            }
            catch (Exception e) when (e is IOException or ProcessStartException)
            {
                failure = e;
            }
        });
        thread.Start();
        thread.Join();
        return failure is null ? code : throw failure;
    }

    /// <summary>Whether the PID namespace that we are in is another than the first, so that it can be ended and the machine goes on.</summary>
    public static bool IsOwnNested => FileIdentity.Of("/proc/self/ns/pid") is { } own && own.Inode != FirstNamespace;

    /// <summary>Ends the PID namespace that we are in, and ourselves with it.</summary>
    /// <param name="restart">Whether it is a restart.</param>
    /// <exception cref="IOException">It is the first, or the kernel refused.</exception>
    public static void EndOwn(bool restart)
    {
        if (!IsOwnNested)
        {
            throw new IOException("this is the machine's own PID namespace");
        }

        if (Reboot(restart ? CommandRestart : CommandPowerOff) != 0)
        {
            throw new IOException($"the kernel refused: {Marshal.GetLastPInvokeErrorMessage()}");
        }
    }

    /// <summary>The role: ends the namespace that it is in.</summary>
    /// <param name="how"><see cref="PowerOff"/> or <see cref="Restart"/>.</param>
    /// <param name="forbidden">The namespace that may not be it.</param>
    /// <returns>The exit code, where it did not work.</returns>
    public static int Run(string how, string forbidden)
    {
        if (!MayEnd(File.ReadAllLines("/proc/self/status"), FileIdentity.Of("/proc/self/ns/pid")?.ToString(), forbidden))
        {
            return Refused;
        }

        return how switch
        {
            PowerOff => Reboot(CommandPowerOff),
            Restart => Reboot(CommandRestart),
            _ => Refused,
        };
    }

    /// <summary>Whether the namespace that we are in may be ended: never the first, in which the same call ends the machine.</summary>
    /// <param name="status">The lines of <c>/proc/self/status</c>.</param>
    /// <param name="own">The namespace that we are in; null where that is not known.</param>
    /// <param name="forbidden">The namespace that may not be it.</param>
    public static bool MayEnd(IEnumerable<string> status, string? own, string forbidden)
    {
        // "NSpid: 4711 3": who is in another than the first has a number in each, two at least.
        var numbers = status
            .FirstOrDefault(line => line.StartsWith("NSpid:", StringComparison.Ordinal))
            ?.Split('\t', StringSplitOptions.RemoveEmptyEntries);
        return numbers is { Length: >= 3 } && !string.IsNullOrEmpty(own) && forbidden.Length > 0 && own != forbidden;
    }

    private static int Spawn(ProcessSpec spec, string path)
    {
        using var handle = File.OpenHandle(path);
        return SetNamespace((int)handle.DangerousGetHandle(), CloneNewPid) == 0
            ? ProcessStarter.Spawn(spec, spec.Environment, ChildPipes.None)
            : throw new IOException($"the PID namespace '{path}' can't be entered: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    private static int? Wait(int pid)
    {
        LibC.SignalInfo info = default;
        while (LibC.WaitId(LibC.ProcessById, pid, &info, LibC.WaitExited) != 0 && Marshal.GetLastPInvokeError() == LibC.EINTR) { }

        return info.Pid == pid && info.Code == LibC.ChildExited ? info.Status : null;
    }

    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    private static partial int SetNamespace(int descriptor, int kind);

    [LibraryImport("libc", EntryPoint = "reboot", SetLastError = true)]
    private static partial int Reboot(int command);
}
