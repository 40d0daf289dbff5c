namespace Faultline.Spdy.Tests;

/// <summary>Bytes that arrive in pieces of these sizes, over and over, and then end.</summary>
internal sealed class Pieces(byte[] bytes, params int[] sizes) : MemoryStream(bytes)
{
    private int _next;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var size = sizes.Length == 0 ? buffer.Length : Math.Min(buffer.Length, Math.Max(1, sizes[_next++ % sizes.Length]));
        return base.ReadAsync(buffer[..size], cancellationToken);
    }
}
