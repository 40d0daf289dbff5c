using System.Runtime.InteropServices;

namespace Faultline.Linux;

/// <content>bpf(2), and what finds a socket by its identity.</content>
internal static unsafe partial class LibC
{
    public const int SocketCookie = 57;

    public const long SystemCallFsOpen = 430;
    public const long SystemCallFsConfig = 431;
    public const long SystemCallFsMount = 432;
    public const long SystemCallPidfdGetDescriptor = 438;

    /// <summary>The number of bpf(2), which differs by architecture.</summary>
    public static long SystemCallBpf => RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 321 : 280;

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    public static partial long SystemCall(long number, long first, void* second, long third);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    public static partial long SystemCall(long number, long first, long second, long third, long fourth, long fifth);

    [LibraryImport("libc", EntryPoint = "rmdir", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int RemoveFolder(string path);
}
