using System.Runtime.InteropServices;

namespace Faultline.Linux;

internal static unsafe partial class LibC
{
    public const int ENOENT = 2;
    public const int EPERM = 1;
    public const int EEXIST = 17;
    public const int ENOBUFS = 105;

    public const int SocketNetlink = 16;
    public const int SocketRaw = 3;
    public const int SocketDatagram = 2;
    public const int SocketInet = 2;
    public const int SocketCloseOnExec = 0x80000;
    public const int LevelSocket = 1;
    public const int LevelNetlink = 270;
    public const int SocketReceiveTimeout = 20;
    public const int SocketSendBufferForce = 32;
    public const int SocketReceiveBufferForce = 33;
    public const int SocketNamespaceCookie = 71;
    public const int NetlinkCapAck = 10;
    public const int NetlinkExtendedAck = 11;
    public const int MessageTruncated = 0x20;
    public const int MessageDontWait = 0x40;
    public const int CloneNewNetwork = 0x40000000;

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    public static partial int Socket(int domain, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "bind", SetLastError = true)]
    public static partial int Bind(int descriptor, byte* address, int length);

    [LibraryImport("libc", EntryPoint = "getsockname", SetLastError = true)]
    public static partial int SocketName(int descriptor, byte* address, int* length);

    [LibraryImport("libc", EntryPoint = "send", SetLastError = true)]
    public static partial nint Send(int descriptor, byte* buffer, nint count, int flags);

    [LibraryImport("libc", EntryPoint = "recv", SetLastError = true)]
    public static partial nint Receive(int descriptor, byte* buffer, nint count, int flags);

    [LibraryImport("libc", EntryPoint = "setsockopt", SetLastError = true)]
    public static partial int SetSocketOption(int descriptor, int level, int option, void* value, int length);

    [LibraryImport("libc", EntryPoint = "getsockopt", SetLastError = true)]
    public static partial int SocketOption(int descriptor, int level, int option, void* value, int* length);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int OpenFile(string path, int flags);

    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    public static partial int SetNamespace(int descriptor, int kind);

    [LibraryImport("libc", EntryPoint = "unshare", SetLastError = true)]
    public static partial int Unshare(int flags);
}
