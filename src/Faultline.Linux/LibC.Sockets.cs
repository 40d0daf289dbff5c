using System.Runtime.InteropServices;

namespace Faultline.Linux;

/// <summary>Stream sockets that never wait, and the queue that says which of them are ready.</summary>
internal static unsafe partial class LibC
{
    public const int ENOMEM = 12;
    public const int ENFILE = 23;
    public const int EMFILE = 24;
    public const int EPROTO = 71;
    public const int ECONNABORTED = 103;
    public const int EINPROGRESS = 115;

    public const int SocketUnix = 1;
    public const int SocketInet6 = 10;
    public const int SocketStream = 1;
    public const int SocketNonBlocking = 0x800;
    public const int LevelTcp = 6;
    public const int SocketKeepAlive = 9;
    public const int SocketLinger = 13;
    public const int TcpNoDelay = 1;
    public const int MessageNoSignal = 0x4000;
    public const int ShutdownWrite = 1;
    public const int ShutdownBoth = 2;

    [LibraryImport("libc", EntryPoint = "connect", SetLastError = true)]
    public static partial int Connect(SafeHandle descriptor, byte* address, int length);

    [LibraryImport("libc", EntryPoint = "accept4", SetLastError = true)]
    public static partial int Accept(SafeHandle descriptor, byte* address, int* length, int flags);

    [LibraryImport("libc", EntryPoint = "send", SetLastError = true)]
    public static partial nint Send(SafeHandle descriptor, byte* buffer, nint count, int flags);

    [LibraryImport("libc", EntryPoint = "recv", SetLastError = true)]
    public static partial nint Receive(SafeHandle descriptor, byte* buffer, nint count, int flags);

    [LibraryImport("libc", EntryPoint = "shutdown", SetLastError = true)]
    public static partial int Shutdown(SafeHandle descriptor, int how);

    [LibraryImport("libc", EntryPoint = "setsockopt", SetLastError = true)]
    public static partial int SetSocketOption(SafeHandle descriptor, int level, int option, void* value, int length);

    [LibraryImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    public static partial int EventCounter(uint value, int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    public static partial int EpollControl(SafeHandle epoll, int operation, SafeHandle descriptor, byte* interest);

    [LibraryImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
    public static partial int EpollWait(SafeHandle epoll, byte* ready, int most, int timeoutMilliseconds);
}
