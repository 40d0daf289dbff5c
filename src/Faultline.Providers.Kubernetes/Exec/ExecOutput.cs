using System.Text;

namespace Faultline.Providers.Kubernetes.Exec;

/// <summary>What a command wrote to one of its streams, or the beginning of it.</summary>
internal sealed class ExecOutput
{
    /// <summary>How much is kept, in bytes.</summary>
    private const int Most = 16 * 1024 * 1024;

    private readonly MemoryStream _bytes = new();

    /// <summary>Whether there was more.</summary>
    public bool IsCut { get; private set; }

    /// <summary>It in words.</summary>
    public string Text => Encoding.UTF8.GetString(_bytes.GetBuffer(), 0, (int)_bytes.Length);

    public void Add(ReadOnlySpan<byte> bytes)
    {
        var room = Most - (int)_bytes.Length;
        IsCut |= bytes.Length > room;
        _bytes.Write(bytes[..Math.Min(room, bytes.Length)]);
    }
}
