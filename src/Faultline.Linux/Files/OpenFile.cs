using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace Faultline.Linux.Files;

/// <summary>A file or folder that is held open, whatever becomes of its name.</summary>
/// <param name="handle">The descriptor.</param>
/// <param name="path">Its path within the tree, as the caller named it.</param>
public sealed unsafe class OpenFile(SafeFileHandle handle, string path) : IDisposable
{
    private const string CapabilityAttribute = "security.capability";

    /// <summary>The descriptor.</summary>
    public SafeFileHandle Handle { get; } = handle;

    /// <summary>Its path within the tree, as the caller named it.</summary>
    public string Path { get; } = path;

    /// <summary>Its path as the kernel has it now: no link is in it. It begins at the tree's root, and ends in " (deleted)" where it has none.</summary>
    public string RealPath => new FileInfo(Ours).LinkTarget ?? Path;

    /// <summary>What it is now.</summary>
    public FileState State() => Find("") ?? throw FileFailure.Last(Path);

    /// <summary>What stands under a name in this folder, a link itself and not its end; null where nothing does.</summary>
    public FileState? Find(string name)
    {
        LibC.FileFacts facts;
        var flags = name.Length == 0 ? LibC.AtEmptyPath : LibC.AtSymlinkNoFollow;
        return LibC.Statx(Handle, name, flags, LibC.StatxBasic, &facts) == 0 ? FileState.Of(facts)
            : FileFailure.Last(Path) is { IsMissing: true } ? null
            : throw FileFailure.Last(Path);
    }

    /// <summary>Opens a name in this folder.</summary>
    /// <exception cref="FileFailure">It can't be opened.</exception>
    public OpenFile Open(string name, FileAccess access)
    {
        var flags = LibC.OpenNoFollow | LibC.O_CLOEXEC | (access == FileAccess.Read ? LibC.O_RDONLY : LibC.O_RDWR);
        return Opened(LibC.OpenAt(Handle, name, flags, 0), name);
    }

    /// <summary>Makes a file in this folder that was not there; only its owner may read it.</summary>
    /// <exception cref="FileFailure">It can't be made, or stands there already.</exception>
    public OpenFile Create(string name) =>
        Opened(
            LibC.OpenAt(Handle, name, LibC.O_RDWR | LibC.OpenCreate | LibC.OpenExclusive | LibC.OpenNoFollow | LibC.O_CLOEXEC, 0x180),
            name
        );

    /// <summary>Makes a file in this folder that has no name, and goes when it is closed.</summary>
    /// <exception cref="FileFailure">The file system can't do that (<see cref="FileFailure.IsUnknown"/>), or it may not be made.</exception>
    public OpenFile CreateUnnamed() => Opened(LibC.OpenAt(Handle, ".", LibC.O_RDWR | LibC.OpenUnnamed | LibC.O_CLOEXEC, 0x180), "");

    /// <summary>Gives a name in this folder another, at once or not at all; what has that other name is never replaced.</summary>
    /// <exception cref="FileFailure">It can't be done.</exception>
    public void Rename(string from, string to)
    {
        if (LibC.Rename(LibC.SystemCallRenameat2, Handle, from, Handle, to, LibC.RenameNoReplace) != 0)
        {
            throw FileFailure.Last(Below(from));
        }
    }

    /// <summary>Removes a name in this folder; false where there is none.</summary>
    /// <exception cref="FileFailure">It can't be removed.</exception>
    public bool Remove(string name) =>
        LibC.Unlink(Handle, name, 0) == 0 || (FileFailure.Last(Below(name)) is { IsMissing: false } failure ? throw failure : false);

    /// <summary>Sets the permissions; also of what is only named by the descriptor, and not open for reading.</summary>
    /// <exception cref="IOException">It can't be done.</exception>
    /// <exception cref="UnauthorizedAccessException">We may not.</exception>
    public void SetMode(int mode) => File.SetUnixFileMode(Ours, (UnixFileMode)mode);

    /// <summary>Whether we may write there: not on a read-only file system, nor without the right.</summary>
    public bool IsWritable => LibC.Access(Ours, 2) == 0;

    /// <summary>Sets when the content was last changed.</summary>
    /// <exception cref="FileFailure">We may not.</exception>
    public void SetModified(FileTime time)
    {
        var times = stackalloc LibC.ClockTime[2];
        times[0] = new() { Nanoseconds = LibC.ClockTime.LeaveAsItIs };
        times[1] = new() { Seconds = time.Seconds, Nanoseconds = time.Nanoseconds };
        Check(LibC.SetTimes(Handle, times));
    }

    /// <summary>Reserves bytes on the volume without writing them.</summary>
    /// <exception cref="FileFailure">The volume is full, or the file system can't do that.</exception>
    public void Allocate(long offset, long length) => Check(LibC.Fallocate(Handle, 0, offset, length));

    /// <summary>The volume that it stands on.</summary>
    public Volume Volume()
    {
        LibC.VolumeFacts facts;
        Check(LibC.VolumeOf(Handle, &facts));
        var unit = facts.FragmentSize > 0 ? facts.FragmentSize : facts.BlockSize;
        return new Volume
        {
            Size = (long)facts.Blocks * unit,
            Free = (long)facts.Free * unit,
            Available = (long)facts.Available * unit,
            Kind = facts.Type & 0xffffffff,
            IsReadOnly = (facts.Flags & 1) != 0,
        };
    }

    /// <summary>The capabilities that the file gives to who runs it, which every write takes away; null where it gives none.</summary>
    public byte[]? Capabilities()
    {
        var value = stackalloc byte[64];
        var size = LibC.GetAttribute(Handle, CapabilityAttribute, value, 64);
        return size > 0 ? new ReadOnlySpan<byte>(value, (int)size).ToArray() : null;
    }

    /// <summary>Gives the capabilities back.</summary>
    /// <exception cref="FileFailure">We may not.</exception>
    public void SetCapabilities(byte[] value)
    {
        fixed (byte* bytes = value)
        {
            Check(LibC.SetAttribute(Handle, CapabilityAttribute, bytes, (nuint)value.Length, 0));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Handle.Dispose();

    private string Ours => string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{Handle.DangerousGetHandle()}");

    private string Below(string name) => System.IO.Path.Combine(Path, name);

    private OpenFile Opened(int descriptor, string name) =>
        descriptor >= 0 ? new OpenFile(new SafeFileHandle(descriptor, ownsHandle: true), Below(name)) : throw FileFailure.Last(Below(name));

    private void Check(int answer)
    {
        if (answer != 0)
        {
            throw FileFailure.Last(Path);
        }
    }
}
