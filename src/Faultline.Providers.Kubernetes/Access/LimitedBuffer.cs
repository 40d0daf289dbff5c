namespace Faultline.Providers.Kubernetes.Access;

/// <summary>Collects what a process writes, up to a limit; the rest is dropped.</summary>
internal sealed class LimitedBuffer(int most)
{
    private readonly Lock _lock = new();
    private readonly List<byte> _bytes = [];

    public void Append(ReadOnlySpan<byte> bytes)
    {
        lock (_lock)
        {
            _bytes.AddRange(bytes[..Math.Min(bytes.Length, most - _bytes.Count)]);
        }
    }

    public byte[] ToArray()
    {
        lock (_lock)
        {
            return [.. _bytes];
        }
    }
}
