using System.Runtime.InteropServices;

namespace Faultline.Linux.Processes;

/// <summary>A pipe whose ends no other program inherits.</summary>
internal sealed class Pipe
{
    private Pipe(int readEnd, int writeEnd) => (ReadEnd, WriteEnd) = (readEnd, writeEnd);

    public int ReadEnd { get; }

    public int WriteEnd { get; }

    public static unsafe Pipe Open()
    {
        var ends = stackalloc int[2];
        return LibC.Pipe(ends, LibC.O_CLOEXEC) == 0
            ? new Pipe(ends[0], ends[1])
            : throw new IOException("No pipe could be opened: " + Marshal.GetLastPInvokeErrorMessage());
    }

    public void CloseRead() => _ = LibC.Close(ReadEnd);

    public void CloseWrite() => _ = LibC.Close(WriteEnd);
}
