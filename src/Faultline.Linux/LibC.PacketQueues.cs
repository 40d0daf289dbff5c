using System.Runtime.InteropServices;

namespace Faultline.Linux;

/// <content>What a loop over packets needs: a raw socket, many messages at once, waits of less than a millisecond.</content>
internal static unsafe partial class LibC
{
    public const int EBUSY = 16;
    public const int NetlinkFamily = 16;
    public const int RawCloseOnExec = 3 | O_CLOEXEC;
    public const int NetfilterProtocol = 12;
    public const int SocketLevel = 1;
    public const int ReceiveBufferForced = 33;
    public const int ReceiveTimeout = 20;
    public const int NetlinkLevel = 270;
    public const int NetlinkNoBufferErrors = 5;
    public const int DoNotWait = 0x40;
    public const short POLLIN = 1;
    public const int SetTimerSlack = 29;
    public const int PriorityOfProcess = 0;

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    public static partial int PacketSocket(int family, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "bind", SetLastError = true)]
    public static partial int PacketBind(int descriptor, byte* address, int length);

    [LibraryImport("libc", EntryPoint = "setsockopt", SetLastError = true)]
    public static partial int PacketOption(int descriptor, int level, int option, void* value, int length);

    [LibraryImport("libc", EntryPoint = "send", SetLastError = true)]
    public static partial nint PacketSend(int descriptor, byte* bytes, nint count, int flags);

    [LibraryImport("libc", EntryPoint = "recv", SetLastError = true)]
    public static partial nint PacketReceive(int descriptor, byte* bytes, nint count, int flags);

    [LibraryImport("libc", EntryPoint = "recvmmsg", SetLastError = true)]
    public static partial int ReceiveMany(int descriptor, ManyMessage* messages, uint count, int flags, void* timeout);

    [LibraryImport("libc", EntryPoint = "ppoll", SetLastError = true)]
    public static partial int PollPrecisely(PollRequest* requests, nuint count, TimeSpec* timeout, void* signals);

    [LibraryImport("libc", EntryPoint = "prctl", SetLastError = true)]
    public static partial int ControlThread(int option, nuint first, nuint second, nuint third, nuint fourth);

    [LibraryImport("libc", EntryPoint = "setpriority", SetLastError = true)]
    public static partial int SetPriority(int kind, int who, int priority);

    /// <summary>struct timespec.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }

    /// <summary>struct iovec.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Buffer
    {
        public byte* Start;
        public nint Length;
    }

    /// <summary>struct mmsghdr.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct ManyMessage
    {
        public void* Name;
        public uint NameLength;
        public Buffer* Buffers;
        public nint BufferCount;
        public void* Control;
        public nint ControlLength;
        public int Flags;
        public uint Received;
    }
}
