using System.Runtime.InteropServices;

namespace Faultline.Linux;

/// <content>What a loop over packets needs: a raw socket, many messages at once, waits of less than a millisecond.</content>
internal static unsafe partial class LibC
{
    public const int EBUSY = 16;
    public const int NetfilterProtocol = 12;
    public const int NetlinkNoBufferErrors = 5;
    public const short POLLIN = 1;
    public const int SetTimerSlack = 29;
    public const int PriorityOfProcess = 0;

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

    /// <summary>struct mmsghdr: a struct msghdr, which ends with padding, then the length.</summary>
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
        public int Padding;
        public uint Received;
    }
}
