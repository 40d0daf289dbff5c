using System.Runtime.InteropServices;

namespace Faultline.Linux.Files;

/// <summary>The kernel refused something with a file.</summary>
/// <param name="path">Which file, as the caller named it.</param>
/// <param name="error">The kernel's number for why.</param>
public sealed class FileFailure(string path, int error) : IOException($"'{path}': {Marshal.GetPInvokeErrorMessage(error)}")
{
    /// <summary>The kernel's number for why (errno).</summary>
    public int Error { get; } = error;

    /// <summary>Whether there is no such file.</summary>
    public bool IsMissing => Error is LibC.FileIsMissing or LibC.NotADirectory;

    /// <summary>Whether something stands there already.</summary>
    public bool IsTaken => Error == LibC.FileExists;

    /// <summary>Whether the kernel, or the file system, can't do that at all.</summary>
    public bool IsUnknown => Error is LibC.NoSuchCall or LibC.NotSupported or LibC.EINVAL;

    /// <summary>Whether the volume, or our share of it, is full.</summary>
    public bool IsFull => Error is 28 or 122;

    internal static FileFailure Last(string path) => new(path, Marshal.GetLastPInvokeError());
}
