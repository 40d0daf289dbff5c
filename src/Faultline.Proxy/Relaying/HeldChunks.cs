using System.Buffers;

namespace Faultline.Proxy.Relaying;

/// <summary>The chunks that wait in one direction, in their order; counted with those of all others. Not safe by itself.</summary>
internal sealed class HeldChunks(HeldBytes total)
{
    private readonly Queue<Chunk> _chunks = new();
    private long _bytes;
    private long _number;

    /// <summary>Whether there are none.</summary>
    public bool IsEmpty => _chunks.Count == 0;

    /// <summary>Whether there may be more.</summary>
    public bool HasRoom => total.HasRoom(_bytes);

    /// <summary>How much of the first has gone.</summary>
    public int Gone { get; private set; }

    /// <summary>Adds what was read; the buffer comes from the pool, and goes back to it.</summary>
    public void Add(byte[] buffer, int length, long now)
    {
        _chunks.Enqueue(new Chunk(buffer, length, now, _number++));
        _bytes += buffer.Length;
        total.Add(buffer.Length);
    }

    /// <summary>The first.</summary>
    public bool TryPeek(out Chunk chunk) => _chunks.TryPeek(out chunk);

    /// <summary>So much of the first has gone.</summary>
    public void Advance(int length)
    {
        Gone += length;
        if (Gone == _chunks.Peek().Length)
        {
            Gone = 0;
            Return(_chunks.Dequeue());
        }
    }

    /// <summary>Drops them.</summary>
    public void Clear()
    {
        while (_chunks.TryDequeue(out var chunk))
        {
            Return(chunk);
        }
    }

    private void Return(Chunk chunk)
    {
        _bytes -= chunk.Buffer.Length;
        total.Add(-chunk.Buffer.Length);
        ArrayPool<byte>.Shared.Return(chunk.Buffer);
    }
}
