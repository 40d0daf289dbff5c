using System.Runtime.InteropServices;

namespace Faultline.Linux.Processes;

/// <summary>A pipe whose ends no other program inherits.</summary>
internal sealed class Pipe
{
    private Pipe(int readEnd, int writeEnd) => (ReadEnd, WriteEnd) = (readEnd, writeEnd);

    public int ReadEnd { get; }

    public int WriteEnd { get; }

    /// <summary>Opens a pipe.</summary>
    /// <param name="above">Both ends get higher numbers than this.</param>
    public static unsafe Pipe Open(int above = -1)
    {
        var ends = stackalloc int[2];
        if (LibC.Pipe(ends, LibC.O_CLOEXEC) != 0)
        {
            throw Failure();
        }

        var read = Lift(ends[0], above);
        var write = Lift(ends[1], above);
        if (read >= 0 && write >= 0)
        {
            return new Pipe(read, write);
        }

        var failure = Failure();
        _ = LibC.Close(Math.Max(read, write));
        throw failure;
    }

    public void CloseRead() => _ = LibC.Close(ReadEnd);

    public void CloseWrite() => _ = LibC.Close(WriteEnd);

    private static int Lift(int descriptor, int above)
    {
        if (descriptor > above)
        {
            return descriptor;
        }

        var lifted = LibC.Control(descriptor, LibC.F_DUPFD_CLOEXEC, above + 1);
        _ = LibC.Close(descriptor);
        return lifted;
    }

    private static IOException Failure() => new("No pipe could be opened: " + Marshal.GetLastPInvokeErrorMessage());
}
