using System.Threading.Channels;
using Faultline.Linux.Processes;

namespace Faultline.Lab.Streaming;

/// <summary>
/// A client's input to a process. The process may take its time, and writing to it waits on a thread, so that thread is this
/// input's own.
/// </summary>
internal sealed class CommandInput
{
    private const int PieceSize = 32 * 1024;

    private readonly Channel<byte[]> _pieces = Channel.CreateBounded<byte[]>(2);

    /// <summary>Hands on everything, then the end of the input. What the process does not want is read all the same, and dropped.</summary>
    public async Task RunAsync(IConsole console, ChildProcess child, CancellationToken cancellationToken)
    {
        var writing = Task.Factory.StartNew(
            () => Write(child),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default
        );
        var buffer = new byte[PieceSize];
        try
        {
            int count;
            while ((count = await console.ReadAsync(buffer, cancellationToken)) > 0)
            {
                await HandOnAsync(buffer[..count], cancellationToken);
            }

            _pieces.Writer.TryComplete();
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // The client left without a farewell, or the process is gone.
            _pieces.Writer.TryComplete(e);
        }

        await writing;
    }

    private async ValueTask HandOnAsync(byte[] piece, CancellationToken cancellationToken)
    {
        if (await _pieces.Writer.WaitToWriteAsync(cancellationToken))
        {
            _pieces.Writer.TryWrite(piece);
        }
    }

    private void Write(ChildProcess child)
    {
        try
        {
            while (_pieces.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
            {
                while (_pieces.Reader.TryRead(out var piece))
                {
                    if (!child.SendInput(piece))
                    {
                        _pieces.Writer.TryComplete();
                        return;
                    }
                }
            }

            child.CloseInput();
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // No end of the input: whoever typed is gone, and the process will be.
        }
    }
}
