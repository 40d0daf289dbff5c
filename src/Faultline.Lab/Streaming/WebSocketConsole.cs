using System.IO.Pipelines;
using System.Text;
using Faultline.Linux.Processes;

namespace Faultline.Lab.Streaming;

/// <summary>A client that speaks WebSocket: a channel each for input, output, errors, the result and the terminal's size.</summary>
internal sealed class WebSocketConsole : IConsole
{
    private const int Input = 0;
    private const int Output = 1;
    private const int Error = 2;
    private const int Result = 3;
    private const int Size = 4;
    private const int Close = 255;

    private readonly ChannelSocket _socket;
    private readonly ConsoleProtocol _protocol;
    private readonly ConsoleRequest _request;
    private readonly TerminalSizes _sizes = new();
    private readonly Pipe _input = new(new PipeOptions(pauseWriterThreshold: 256 * 1024, useSynchronizationContext: false));

    private WebSocketConsole(ChannelSocket socket, ConsoleProtocol protocol, ConsoleRequest request)
    {
        _socket = socket;
        _protocol = protocol;
        _request = request;
    }

    /// <inheritdoc/>
    public Task Lost => _socket.Gone;

    /// <summary>Begins to listen to a client.</summary>
    public static async Task<WebSocketConsole> StartAsync(
        ChannelSocket socket,
        ConsoleProtocol protocol,
        ConsoleRequest request,
        CancellationToken end
    )
    {
        var console = new WebSocketConsole(socket, protocol, request);
        _ = console.ReceiveAsync(end);

        // An empty message tells clients that they are connected.
        await socket.SendAsync(
            request.HasOutput ? Output
                : request.HasError ? Error
                : Result,
            default,
            end
        );
        return console;
    }

    /// <inheritdoc/>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var result = await _input.Reader.ReadAsync(cancellationToken);
        var count = (int)Math.Min(buffer.Length, result.Buffer.Length);
        System.Buffers.BuffersExtensions.CopyTo(result.Buffer.Slice(0, count), buffer.Span);
        _input.Reader.AdvanceTo(result.Buffer.GetPosition(count));
        return count;
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<TerminalSize> SizesAsync(CancellationToken cancellationToken) => _sizes.ReadAllAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask WriteAsync(bool isError, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) =>
        _socket.SendAsync(isError ? Error : Output, bytes, cancellationToken);

    /// <inheritdoc/>
    public async Task EndAsync(CommandResult result, CancellationToken cancellationToken)
    {
        // What the client still sends is read and dropped, so that its farewell arrives.
        await _input.Reader.CompleteAsync();
        var text = _protocol.HasStatus ? result.Status.ToString() : result.Failure;
        if (text is not null)
        {
            await _socket.SendAsync(Result, Encoding.UTF8.GetBytes(text), cancellationToken);
        }

        await _socket.CloseAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _input.Reader.CompleteAsync();
        await _socket.DisposeAsync();
    }

    private async Task ReceiveAsync(CancellationToken end)
    {
        await _socket.ReceiveAsync(TakeAsync, end);
        _sizes.End();
        await _input.Writer.CompleteAsync(new IOException("The client is gone."));
    }

    private async ValueTask TakeAsync(ChannelPiece piece, CancellationToken cancellationToken)
    {
        switch (piece.Channel)
        {
            case Input when _request.HasInput && piece.Bytes.Length > 0:
                await _input.Writer.WriteAsync(piece.Bytes, cancellationToken);
                break;
            case Size:
                _sizes.Take(piece.Bytes.Span);
                break;
            case Close when _protocol.Version >= 5 && piece.Bytes.Span is [Input]:
                await _input.Writer.CompleteAsync();
                break;
            default:
                // A channel that nobody asked for.
                break;
        }
    }
}
