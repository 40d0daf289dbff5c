using Faultline.Linux.Processes;

namespace Faultline.Lab.Streaming;

/// <summary>The client of exec or attach: what it sends, and where it sees what a program writes.</summary>
internal interface IConsole : IAsyncDisposable
{
    /// <summary>Ends when the client is gone.</summary>
    Task Lost { get; }

    /// <summary>Reads input; 0 at its end. It fails, or ends, with the client.</summary>
    ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken);

    /// <summary>The sizes of the client's terminal, as they change; ends with the client.</summary>
    IAsyncEnumerable<TerminalSize> SizesAsync(CancellationToken cancellationToken);

    /// <summary>Shows output, or (with a client that wants it apart) standard error; waits while the client does not read.</summary>
    ValueTask WriteAsync(bool isError, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken);

    /// <summary>Tells the result, after all output, and takes leave.</summary>
    Task EndAsync(CommandResult result, CancellationToken cancellationToken);
}
