using System.Buffers;
using System.Text;

namespace Faultline.Providers.Kubernetes.Exec;

/// <summary>What a command wrote to one of its streams, or the beginning of it.</summary>
internal sealed class ExecOutput
{
    /// <summary>How much is kept, in bytes.</summary>
    private const int Most = 16 * 1024 * 1024;

    private readonly ArrayBufferWriter<byte> _bytes = new();

    /// <summary>Whether there was more.</summary>
    public bool IsCut { get; private set; }

    /// <summary>It in words.</summary>
    public string Text => Encoding.UTF8.GetString(_bytes.WrittenSpan);

    public void Add(ReadOnlySpan<byte> bytes)
    {
        var room = Most - _bytes.WrittenCount;
        IsCut |= bytes.Length > room;
        _bytes.Write(bytes[..Math.Min(room, bytes.Length)]);
    }
}
