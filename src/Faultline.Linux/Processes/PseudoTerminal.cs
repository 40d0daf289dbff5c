using System.Runtime.InteropServices;
using System.Text;

namespace Faultline.Linux.Processes;

/// <summary>A terminal that a program sits at and we look at.</summary>
internal sealed unsafe class PseudoTerminal
{
    private const int MostPath = 64;

    private PseudoTerminal(int descriptor, string path) => (Descriptor, Path) = (descriptor, path);

    /// <summary>Our side.</summary>
    public int Descriptor { get; }

    /// <summary>The program's side, as a file.</summary>
    public string Path { get; }

    /// <summary>Opens one.</summary>
    /// <exception cref="IOException">There is none to be had.</exception>
    public static PseudoTerminal Open(TerminalSize size)
    {
        var descriptor = LibC.OpenTerminal(LibC.O_RDWR | LibC.O_NOCTTY | LibC.O_CLOEXEC);
        var path = stackalloc byte[MostPath];
        if (descriptor < 0 || LibC.GrantTerminal(descriptor) != 0 || LibC.UnlockTerminal(descriptor) != 0)
        {
            throw Failure(descriptor);
        }

        if (LibC.TerminalPath(descriptor, path, MostPath) != 0)
        {
            throw Failure(descriptor);
        }

        var terminal = new PseudoTerminal(descriptor, Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(path)));
        Resize(descriptor, size);
        return terminal;
    }

    /// <summary>Tells the program that the window has another size.</summary>
    public static void Resize(int descriptor, TerminalSize size)
    {
        LibC.WindowSize window = new() { Rows = Clip(size.Rows), Columns = Clip(size.Columns) };
        _ = LibC.WindowSizeControl(descriptor, LibC.TIOCSWINSZ, &window);
    }

    public void Close() => _ = LibC.Close(Descriptor);

    private static ushort Clip(int count) => (ushort)Math.Clamp(count, 0, ushort.MaxValue);

    private static IOException Failure(int descriptor)
    {
        var failure = new IOException("No terminal could be opened: " + Marshal.GetLastPInvokeErrorMessage());
        _ = LibC.Close(descriptor);
        return failure;
    }
}
