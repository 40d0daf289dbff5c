using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Faultline.Linux.Files;

/// <summary>What makes sure that a file can be written, and that it is there after a loss of power.</summary>
public static class DurableFile
{
    /// <summary>Sets space aside behind what a file holds, without making it longer: what is written there later needs no free disk.</summary>
    /// <param name="file">The file, open for writing.</param>
    /// <param name="offset">From where on.</param>
    /// <param name="length">How many bytes.</param>
    /// <returns>False where the file system knows no such thing.</returns>
    /// <exception cref="IOException">There is no space.</exception>
    public static bool Reserve(SafeFileHandle file, long offset, long length)
    {
        int error;
        do
        {
            if (LibC.Allocate(file, LibC.KeepSize, offset, length) == 0)
            {
                return true;
            }

            error = Marshal.GetLastPInvokeError();
        } while (error == LibC.EINTR);

        return error is LibC.ENOSPC or LibC.EDQUOT or LibC.EFBIG
            ? throw new IOException($"there is no space to set {length} bytes aside: {Marshal.GetPInvokeErrorMessage(error)}")
            : false;
    }

    /// <summary>Whether what stands at a path, links followed, is ours: nobody else could have put it there.</summary>
    public static unsafe bool IsOurs(string path)
    {
        LibC.FileFacts facts;
        return LibC.Statx(LibC.AtCurrentDirectory, path, 0, LibC.StatxBasic, &facts) == 0 && facts.User == LibC.EffectiveUserId();
    }

    /// <summary>Makes a folder's list of files last: a new file is there after a loss of power only when this was done.</summary>
    /// <param name="path">The folder.</param>
    /// <exception cref="IOException">It could not be done.</exception>
    public static void FlushFolder(string path)
    {
        var descriptor = LibC.Open(path, LibC.O_RDONLY | LibC.O_CLOEXEC);
        var flushed = descriptor >= 0 && LibC.Flush(descriptor) == 0;
        var error = Marshal.GetLastPInvokeError();
        if (descriptor >= 0)
        {
            _ = LibC.Close(descriptor);
        }

        if (!flushed && error != LibC.EINVAL)
        {
            throw new IOException($"'{path}' can't be flushed: {Marshal.GetPInvokeErrorMessage(error)}");
        }
    }
}
