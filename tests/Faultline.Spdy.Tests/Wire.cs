using System.IO.Pipelines;

namespace Faultline.Spdy.Tests;

/// <summary>Two ends of a connection in memory; each holds a few kilobytes under way, like a socket's buffers.</summary>
internal sealed class Wire : Stream
{
    private readonly PipeReader _reader;
    private readonly PipeWriter _writer;
    private readonly Stream _input;
    private readonly Stream _output;

    private Wire(PipeReader reader, PipeWriter writer)
    {
        (_reader, _writer) = (reader, writer);
        (_input, _output) = (reader.AsStream(), writer.AsStream());
    }

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public static (Wire Client, Wire Server) Pair()
    {
        var options = new PipeOptions(pauseWriterThreshold: 32 * 1024, resumeWriterThreshold: 16 * 1024, useSynchronizationContext: false);
        var (up, down) = (new Pipe(options), new Pipe(options));
        return (new Wire(down.Reader, up.Writer), new Wire(up.Reader, down.Writer));
    }

    /// <summary>Breaks the connection, as a reset would.</summary>
    public void Break() => _writer.Complete(new IOException("broken"));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        _input.ReadAsync(buffer, cancellationToken);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        _output.WriteAsync(buffer, cancellationToken);

    public override Task FlushAsync(CancellationToken cancellationToken) => _output.FlushAsync(cancellationToken);

    public override void Flush() { }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        _writer.Complete();
        _reader.Complete();
        base.Dispose(disposing);
    }
}
