using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Faultline.Linux.Files;

/// <summary>
/// A lock on an open file that the kernel lets go of when the file is closed, however its process ends; others may read the file
/// meanwhile, which those that .NET takes for a writer alone do not allow.
/// </summary>
public static unsafe class FileLock
{
    /// <summary>Takes the lock; false where another has it.</summary>
    /// <param name="file">The file, open for writing.</param>
    public static bool TryTake(SafeFileHandle file)
    {
        LibC.FileRange range = new() { Type = LibC.WriteLock };
        return LibC.Control(file, LibC.F_OFD_SETLK, &range) == 0
            // A file system without locks: whoever asks is told that nobody has one.
            || Marshal.GetLastPInvokeError() is not (LibC.EAGAIN or LibC.EACCES);
    }

    /// <summary>Whether another has the lock.</summary>
    /// <param name="file">The file.</param>
    public static bool IsTaken(SafeFileHandle file)
    {
        LibC.FileRange range = new() { Type = LibC.WriteLock };
        return LibC.Control(file, LibC.F_OFD_GETLK, &range) == 0 && range.Type != LibC.NoLock;
    }
}
