using System.Globalization;
using Faultline.Abstractions.Secrets;

namespace Faultline.Providers.Local.Processes;

/// <summary>
/// Keeps what a process writes: up to a bound in memory, for the journal; beyond it the whole goes to a file and the journal gets
/// the beginning with a note.
/// </summary>
internal sealed class OutputCapture(string? folder, string activity, string stream, ISecretMask? mask = null) : IDisposable
{
    /// <summary>How many bytes the journal gets.</summary>
    internal const int Bound = 1024 * 1024;

    // As far around the cut secrets are looked for: half of one would not be recognized any more.
    private const int Border = 16 * 1024;

    private readonly ISecretMask _mask = mask ?? NoSecretMask.Instance;
    private readonly Lock _lock = new();
    private readonly MemoryStream _head = new();
    private FileStream? _file;
    private IMaskedBytes? _masked;
    private long _total;
    private string? _problem;
    private bool _ended;

    public void Write(ReadOnlySpan<byte> bytes)
    {
        lock (_lock)
        {
            if (_ended)
            {
                return;
            }

            if (_total + bytes.Length > Bound && folder is not null && _problem is null)
            {
                Keep(bytes);
            }

            _head.Write(bytes[..(int)Math.Min(Bound + Border - _head.Length, bytes.Length)]);
            _total += bytes.Length;
        }
    }

    /// <summary>What was written so far, as text.</summary>
    public string Read()
    {
        lock (_lock)
        {
            ReadOnlySpan<byte> head = _total > Bound ? Cut() : _head.GetBuffer().AsSpan(0, (int)_head.Length);
            var text = ForeignText.Decode(head.StartsWith("\uFEFF"u8) ? head[3..] : head, isCut: _total > Bound);
            var whole =
                _problem is not null ? ", and the whole could not be kept: " + _problem
                : _file is not null ? ", the whole is in " + _file.Name
                : "";
            return _total <= Bound
                ? text
                : string.Create(CultureInfo.InvariantCulture, $"{text}\n[cut here: {_total} bytes in all{whole}]");
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            if (!_ended && _problem is null)
            {
                Guard(() => _masked?.Complete());
            }

            _ended = true;
            _file?.Dispose();
        }
    }

    // The beginning, up to the bound, in which no secret is cut in two.
    private byte[] Cut()
    {
        var head = _head.GetBuffer().AsSpan(0, (int)_head.Length);
        using var border = new MemoryStream();
        var masked = _mask.Follow(border.Write);
        masked.Write(head[(Bound - Border)..]);
        masked.Complete();
        return [.. head[..(Bound - Border)], .. border.GetBuffer().AsSpan(0, (int)Math.Min(border.Length, Border))];
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        var piece = bytes.ToArray();
        Guard(() =>
        {
            _file ??= Open();
            _masked!.Write(piece);
        });
    }

    // All processes share the thread that brings their output; a full disk must not end it.
    private void Guard(Action write)
    {
        try
        {
            write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _problem = e.Message;
        }
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
                var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);
                _masked = _mask.Follow(file.Write);
                _masked.Write(_head.GetBuffer().AsSpan(0, (int)_head.Length));
                return file;
            }
        }
    }
}
