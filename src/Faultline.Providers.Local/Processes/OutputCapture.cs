using System.Globalization;
using System.Text;

namespace Faultline.Providers.Local.Processes;

/// <summary>
/// Keeps what a process writes: up to a bound in memory, for the journal; beyond it the whole goes to a file and the journal gets
/// the beginning with a note.
/// </summary>
internal sealed class OutputCapture(string? folder, string activity, string stream) : IDisposable
{
    /// <summary>How many bytes the journal gets.</summary>
    internal const int Bound = 1024 * 1024;

    private readonly Lock _lock = new();
    private readonly MemoryStream _head = new();
    private FileStream? _file;
    private long _total;
    private bool _ended;

    public void Write(ReadOnlySpan<byte> bytes)
    {
        lock (_lock)
        {
            if (_ended)
            {
                return;
            }

            var room = (int)Math.Min(Bound - _head.Length, bytes.Length);
            if (room < bytes.Length && folder is not null)
            {
                _file ??= Open();
                _file.Write(bytes);
            }

            _head.Write(bytes[..room]);
            _total += bytes.Length;
        }
    }

    /// <summary>What was written so far, as text.</summary>
    public string Read()
    {
        lock (_lock)
        {
            var text = Decode(_head.GetBuffer().AsSpan(0, (int)_head.Length));
            return _total <= Bound
                ? text
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"{text}\n[cut here: {_total} bytes in all{(_file is null ? "" : ", the whole is in " + _file.Name)}]"
                );
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _ended = true;
            _file?.Dispose();
        }
    }

    // UTF-8 first; bytes that are none are taken for Latin-1, in which every byte is a character.
    internal static string Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith("\uFEFF"u8))
        {
            bytes = bytes[3..];
        }

        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            // The bound may have cut a character in two.
            var whole = bytes.Length >= Bound - 3 ? CutAtCharacter(bytes) : bytes;
            return whole.Length < bytes.Length ? Decode(whole) : Encoding.Latin1.GetString(bytes);
        }
    }

    private static ReadOnlySpan<byte> CutAtCharacter(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.Length;
        while (end > 0 && bytes.Length - end < 3 && (bytes[end - 1] & 0xC0) == 0x80)
        {
            end--;
        }

        return end > 0 && bytes[end - 1] >= 0xC0 ? bytes[..(end - 1)] : bytes;
    }

    // The name tells a person which activity it was; the number makes it unique where an activity runs twice.
    private FileStream Open()
    {
        var safe = string.Concat(activity.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' ? c : '-'));
        for (var number = 1; ; number++)
        {
            var path = Path.Combine(
                folder!,
                string.Create(CultureInfo.InvariantCulture, $"{safe[..Math.Min(safe.Length, 60)]}-{number}.{stream}")
            );
            if (!File.Exists(path))
            {
                var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read);
                file.Write(_head.GetBuffer().AsSpan(0, (int)_head.Length));
                return file;
            }
        }
    }
}
