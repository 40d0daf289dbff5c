using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Faultline.Linux;

/// <summary>What the roles of a run need besides: files that keep, processes that are known by more than a number.</summary>
internal static unsafe partial class LibC
{
    public const int ENOSPC = 28;
    public const int EDQUOT = 122;
    public const int EFBIG = 27;
    public const int EACCES = 13;
    public const int F_OFD_GETLK = 36;
    public const int F_OFD_SETLK = 37;
    public const short WriteLock = 1;
    public const short NoLock = 2;
    public const int F_GETFD = 1;
    public const int F_SETFD = 2;
    public const int FD_CLOEXEC = 1;
    public const short PollReadable = 1;
    public const int SIGINT = 2;
    public const int SIGHUP = 1;
    public const int SIGPIPE = 13;
    public const nint IgnoreSignal = 1;
    public const int ParentDeathSignal = 1;
    public const int SetDumpable = 4;
    public const int LimitCore = 4;
    public const int KeepSize = 1;
    public const long SystemCallPidfdSendSignal = 424;

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    public static partial long SystemCall(long number, long first, long second, long third, long fourth);

    [LibraryImport("libc", EntryPoint = "prctl", SetLastError = true)]
    public static partial int ProcessControl(int option, nuint value, nuint third, nuint fourth, nuint fifth);

    [LibraryImport("libc", EntryPoint = "setrlimit", SetLastError = true)]
    public static partial int SetLimit(int resource, ResourceLimit* limit);

    [LibraryImport("libc", EntryPoint = "signal", SetLastError = true)]
    public static partial nint OnSignal(int signal, nint handler);

    [LibraryImport("libc", EntryPoint = "fallocate", SetLastError = true)]
    public static partial int Allocate(SafeFileHandle descriptor, int mode, long offset, long length);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    public static partial int Flush(int descriptor);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    public static partial int Control(SafeFileHandle descriptor, int command, FileRange* range);

    /// <summary>struct flock: all of a file, as long as its offsets are 0.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct FileRange
    {
        public short Type;
        public short From;
        public long Start;
        public long Length;
        public int Holder;
    }

    /// <summary>struct rlimit.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct ResourceLimit
    {
        public nuint Current;
        public nuint Most;
    }
}
