using System.Runtime.InteropServices;

namespace Faultline.Linux;

/// <summary>How large a terminal is, in characters (ioctl TIOCGWINSZ).</summary>
/// <param name="Width">Its columns.</param>
/// <param name="Height">Its rows.</param>
public readonly partial record struct TerminalSize(int Width, int Height)
{
    private const ulong GetWindowSize = 0x5413;

    /// <summary>The size of the terminal behind a descriptor of this process; null where there is none, or it does not say.</summary>
    public static unsafe TerminalSize? Of(int descriptor)
    {
        // struct winsize: rows, columns, and two that nobody fills.
        var size = stackalloc ushort[4];
        return Control(descriptor, GetWindowSize, size) == 0 && size[0] > 0 && size[1] > 0 ? new TerminalSize(size[1], size[0]) : null;
    }

    [LibraryImport("libc", EntryPoint = "ioctl")]
    private static unsafe partial int Control(int descriptor, ulong request, ushort* size);
}
