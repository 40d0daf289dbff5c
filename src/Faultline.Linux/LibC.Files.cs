using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Faultline.Linux;

// Files of a tree that another may have made: opened by what they are, never by what a link in them says.
internal static unsafe partial class LibC
{
    public const int FileIsMissing = 2;
    public const int FileExists = 17;
    public const int NotADirectory = 20;
    public const int NoSuchCall = 38;
    public const int NotSupported = 95;

    public const int OpenPath = 0x200000;
    public const int OpenCreate = 0x40;
    public const int OpenExclusive = 0x80;
    public const int RenameNoReplace = 1;
    public const int RemoveDirectory = 0x200;
    public const ulong ResolveInRoot = 0x10;
    public const long SystemCallOpenat2 = 437;

    // The kernel's numbers differ between x64 and arm64 here.
    private static readonly bool IsArm = RuntimeInformation.ProcessArchitecture == Architecture.Arm64;

    public static int OpenNoFollow => IsArm ? 0x8000 : 0x20000;

    public static int OpenDirectory => IsArm ? 0x4000 : 0x10000;

    public static int OpenUnnamed => 0x400000 | OpenDirectory;

    public static long SystemCallRenameat2 => IsArm ? 276 : 316;

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial long OpenHow(long number, SafeFileHandle directory, string path, OpenRequest* how, nuint size);

    [LibraryImport("libc", EntryPoint = "openat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int OpenAt(SafeFileHandle directory, string path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Statx(SafeFileHandle directory, string path, int flags, uint mask, FileFacts* facts);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial long Rename(long number, SafeFileHandle fromIn, string from, SafeFileHandle toIn, string to, uint flags);

    [LibraryImport("libc", EntryPoint = "unlinkat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Unlink(SafeFileHandle directory, string name, int flags);

    [LibraryImport("libc", EntryPoint = "futimens", SetLastError = true)]
    public static partial int SetTimes(SafeFileHandle file, ClockTime* accessedAndModified);

    [LibraryImport("libc", EntryPoint = "fallocate", SetLastError = true)]
    public static partial int Fallocate(SafeFileHandle file, int mode, long offset, long length);

    [LibraryImport("libc", EntryPoint = "fstatfs", SetLastError = true)]
    public static partial int VolumeOf(SafeFileHandle file, VolumeFacts* facts);

    [LibraryImport("libc", EntryPoint = "fgetxattr", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint GetAttribute(SafeFileHandle file, string name, byte* value, nuint size);

    [LibraryImport("libc", EntryPoint = "fsetxattr", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int SetAttribute(SafeFileHandle file, string name, byte* value, nuint size, int flags);

    /// <summary>struct open_how.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct OpenRequest
    {
        public ulong Flags;
        public ulong Mode;
        public ulong Resolve;
    }

    /// <summary>struct timespec.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct ClockTime
    {
        public const long LeaveAsItIs = (1L << 30) - 2;

        public long Seconds;
        public long Nanoseconds;
    }

    /// <summary>struct statfs of 64-bit systems: 120 bytes.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 120)]
    public struct VolumeFacts
    {
        public long Type;
        public long BlockSize;
        public ulong Blocks;
        public ulong Free;
        public ulong Available;
        public ulong Files;
        public ulong FreeFiles;
        public long Id;
        public long NameLength;
        public long FragmentSize;
        public long Flags;
    }
}
