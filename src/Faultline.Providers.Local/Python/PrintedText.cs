using System.Text;
using Faultline.Abstractions.Secrets;

namespace Faultline.Providers.Local.Python;

/// <summary>
/// What Python functions print: the last lines of standard error in memory, to explain an interpreter's end; everything, up to a
/// bound, in a file of the run's folder once that is known and there is something to keep.
/// </summary>
internal sealed class PrintedText : IDisposable
{
    private const string FileName = "python.out";
    private const int MostInMemory = 16 * 1024;
    private const int MostInFile = 16 * 1024 * 1024;
    private const int MostLines = 3;

    private readonly Lock _lock = new();
    private readonly MemoryStream _early = new();
    private byte[] _tail = [];
    private string? _folder;
    private ISecretMask _mask = NoSecretMask.Instance;
    private FileStream? _file;
    private IMaskedBytes? _masked;
    private bool _ended;

    /// <summary>Takes a piece of standard output.</summary>
    public void TakeOutput(ReadOnlySpan<byte> bytes)
    {
        lock (_lock)
        {
            Keep(bytes);
        }
    }

    /// <summary>Takes a piece of standard error.</summary>
    public void TakeError(ReadOnlySpan<byte> bytes)
    {
        lock (_lock)
        {
            Keep(bytes);
            byte[] all = [.. _tail, .. bytes];
            _tail = all.Length <= MostInMemory ? all : all[^MostInMemory..];
        }
    }

    /// <summary>Keeps what is printed in this folder, without secrets, what was printed before included. The first folder counts.</summary>
    public void KeepIn(string? folder, ISecretMask mask)
    {
        if (folder is null || _folder is not null)
        {
            return;
        }

        lock (_lock)
        {
            if (_folder is null)
            {
                _mask = mask;
                _folder = folder;
            }

            Keep([]);
        }
    }

    /// <summary>The last lines of standard error, on one line; null where it said nothing.</summary>
    public string? LastLines()
    {
        lock (_lock)
        {
            var lines = Encoding.UTF8.GetString(_tail).Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            return lines.Length == 0 ? null : string.Join("; ", lines.TakeLast(MostLines));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            if (!_ended)
            {
                EndFile();
            }

            _ended = true;
            _file?.Dispose();
        }
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        if (_file is null)
        {
            _early.Write(bytes[..(int)Math.Min(bytes.Length, MostInMemory - _early.Length)]);
        }

        if (_ended || _folder is null || (_file is null && _early.Length == 0))
        {
            return;
        }

        try
        {
            Write(bytes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A full disk is no reason to end a run for what somebody printed.
            _ended = true;
        }
    }

    private void EndFile()
    {
        try
        {
            _masked?.Complete();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // As above.
        }
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        if (_file is null)
        {
            // An interpreter that is replaced leaves its file to the next one.
            _file = new FileStream(
                Path.Combine(_folder!, FileName),
                new FileStreamOptions
                {
                    Mode = FileMode.Append,
                    Access = FileAccess.Write,
                    Share = FileShare.ReadWrite,
                    BufferSize = 0,
                    UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
                }
            );
            _masked = _mask.Follow(_file.Write);
            _masked.Write(_early.GetBuffer().AsSpan(0, (int)_early.Length));
        }
        else if (_file.Length < MostInFile)
        {
            _masked!.Write(bytes);
        }
    }
}
