using System.Runtime.InteropServices;

namespace Faultline.Linux;

// statx(2): the one form of stat whose layout is the same everywhere.
internal static unsafe partial class LibC
{
    public const int AtCurrentDirectory = -100;
    public const int AtSymlinkNoFollow = 0x100;
    public const int AtEmptyPath = 0x1000;
    public const uint StatxBasic = 0x7ff;

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Statx(int directory, string path, int flags, uint mask, FileFacts* facts);

    /// <summary>struct statx: 256 bytes, of which these count.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    public struct FileFacts
    {
        [FieldOffset(16)]
        public uint Links;

        [FieldOffset(20)]
        public uint User;

        [FieldOffset(24)]
        public uint Group;

        [FieldOffset(28)]
        public ushort Mode;

        [FieldOffset(32)]
        public ulong Inode;

        [FieldOffset(40)]
        public ulong Size;

        [FieldOffset(48)]
        public ulong Blocks;

        [FieldOffset(64)]
        public FileTime Accessed;

        [FieldOffset(96)]
        public FileTime Changed;

        [FieldOffset(112)]
        public FileTime Modified;

        [FieldOffset(136)]
        public uint DeviceMajor;

        [FieldOffset(140)]
        public uint DeviceMinor;
    }

    /// <summary>struct statx_timestamp.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 16)]
    public struct FileTime
    {
        public long Seconds;
        public uint Nanoseconds;
    }
}
