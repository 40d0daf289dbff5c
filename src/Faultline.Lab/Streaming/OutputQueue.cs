using System.Threading.Channels;
using Faultline.Linux.Processes;

namespace Faultline.Lab.Streaming;

/// <summary>
/// What a process has written and its client has not yet taken. When it is much, the process is held back, and let go again when
/// most of it is taken; a process that belongs to others too is not, and then the client is one that can't be served.
/// </summary>
internal sealed class OutputQueue(bool canHold)
{
    private const int Most = 256 * 1024;
    private const int Few = 64 * 1024;
    private const int MostUnheld = 4 * 1024 * 1024;

    private readonly Lock _lock = new();
    private readonly Channel<(bool IsError, byte[] Bytes)> _pieces = Channel.CreateUnbounded<(bool, byte[])>();
    private ChildProcess? _child;
    private int _size;
    private bool _unwanted;

    /// <summary>Takes a piece of standard output.</summary>
    public void Output(ReadOnlySpan<byte> bytes) => Take(isError: false, bytes);

    /// <summary>Takes a piece of standard error.</summary>
    public void Error(ReadOnlySpan<byte> bytes) => Take(isError: true, bytes);

    /// <summary>The process, which may have written already.</summary>
    public void Hold(ChildProcess child)
    {
        lock (_lock)
        {
            _child = child;
            _child.HoldOutput(_size > Most);
        }
    }

    /// <summary>Nothing more will come.</summary>
    public void End() => _pieces.Writer.TryComplete();

    /// <summary>Nobody takes it any more: whatever comes is dropped, so that the process can end.</summary>
    public void Drop()
    {
        lock (_lock)
        {
            _unwanted = true;
            _child?.HoldOutput(false);
        }
    }

    /// <summary>Shows everything to a client, until the end.</summary>
    public async Task ShowAsync(IConsole console, CancellationToken cancellationToken)
    {
        await foreach (var (isError, bytes) in _pieces.Reader.ReadAllAsync(cancellationToken))
        {
            await console.WriteAsync(isError, bytes, cancellationToken);
            Shown(bytes.Length);
        }
    }

    private void Take(bool isError, ReadOnlySpan<byte> bytes)
    {
        lock (_lock)
        {
            if (!_unwanted)
            {
                _size += bytes.Length;
                _pieces.Writer.TryWrite((isError, bytes.ToArray()));
                _child?.HoldOutput(_size > Most);
                if (!canHold && _size > MostUnheld)
                {
                    _unwanted = true;
                    _pieces.Writer.TryComplete(new OutputLostException());
                }
            }
        }
    }

    private void Shown(int count)
    {
        lock (_lock)
        {
            _size -= count;
            if (_size < Few)
            {
                _child?.HoldOutput(false);
            }
        }
    }
}
