using Faultline.Abstractions.Faults;
using Faultline.Linux.Files;

namespace Faultline.Hosting.Undoing;

/// <summary>
/// The undo log of one run, open for writing by one process alone: the kernel's lock on it dies with that process, and tells others
/// that somebody is at work.
/// </summary>
internal sealed class UndoLog : IDisposable
{
    // What is needed to write down the undo of a few effects, whatever becomes of the disk.
    private const long LeastReserve = 64 * 1024;

    // After its capture an effect is written down four times more, and once more by another watchdog.
    private const int LinesToCome = 6;

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(10);

    private readonly FileStream _file;
    private long _reserved;
    private long _end;

    private UndoLog(FileStream file, UndoLogContent content, long end) => (_file, Content, _end) = (file, content, end);

    /// <summary>What it held when it was opened.</summary>
    public UndoLogContent Content { get; }

    /// <summary>Its path.</summary>
    public string Path => _file.Name;

    /// <summary>Opens or creates the log of a run.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="reserves">Whether space is set aside: for what is yet to be changed, not for what is put back.</param>
    /// <exception cref="IOException">It can't be written, or another process has it (<see cref="IsLocked"/>).</exception>
    /// <exception cref="UnauthorizedAccessException">The folder or the file is not ours.</exception>
    public static UndoLog Open(string path, bool reserves = true)
    {
        var isNew = !File.Exists(path);
        var file = new FileStream(
            path,
            new FileStreamOptions
            {
                Mode = FileMode.OpenOrCreate,
                Access = FileAccess.ReadWrite,
                Share = FileShare.ReadWrite | FileShare.Delete,
                BufferSize = 0,
                UnixCreateMode = OwnerOnly,
            }
        );
        try
        {
            if (!FileLock.TryTake(file.SafeFileHandle))
            {
                throw new IOException($"another process has '{path}' open for writing.");
            }

            var bytes = new byte[file.Length];
            file.ReadExactly(bytes);
            var log = new UndoLog(file, UndoLogText.Read(bytes), bytes.AsSpan().LastIndexOf((byte)'\n') + 1);
            log.EndLine(bytes.AsSpan((int)log._end));
            if (reserves)
            {
                log.Reserve(LeastReserve);
            }

            if (isNew)
            {
                file.Flush(flushToDisk: true);
                DurableFile.FlushFolder(System.IO.Path.GetDirectoryName(path)!);
            }

            return log;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>As <see cref="Open"/>; waits a moment for whoever had it and was killed, since a process takes a while to go.</summary>
    /// <exception cref="IOException">It can't be written, or another process has it and keeps it.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder or the file is not ours.</exception>
    public static UndoLog OpenWhenFree(string path, bool reserves, TimeProvider time)
    {
        var begun = time.GetTimestamp();
        while (true)
        {
            try
            {
                return Open(path, reserves);
            }
            catch (IOException) when (IsLocked(path) && time.GetElapsedTime(begun) < Patience)
            {
                Task.Delay(Moment, time).GetAwaiter().GetResult();
            }
        }
    }

    /// <summary>Whether a process has the log open for writing.</summary>
    public static bool IsLocked(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return FileLock.IsTaken(file.SafeFileHandle);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Reads a log, whoever writes it.</summary>
    /// <exception cref="IOException">It is not there, or can't be read.</exception>
    public static UndoLogContent Read(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[file.Length];
        return UndoLogText.Read(bytes.AsSpan(0, file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)));
    }

    /// <summary>Writes a line.</summary>
    /// <param name="entry">What it says.</param>
    /// <param name="durable">Whether it must survive a loss of power before anything else happens.</param>
    /// <exception cref="IOException">It could not be written.</exception>
    public void Append(UndoEntry entry, bool durable)
    {
        var line = UndoLogText.Write(entry);
        // Half a line at the end was never answered for: whoever wrote it was ended, or had no space. The next one takes its place.
        if (_file.Length != _end)
        {
            _file.SetLength(_end);
            _reserved = 0;
        }

        if (entry is UndoEntry.Effect { Phase: UndoPhase.Captured or UndoPhase.Applying })
        {
            Reserve(LeastReserve + ((long)line.Length * LinesToCome));
        }

        _file.Position = _end;
        _file.Write(line);
        _end += line.Length;
        if (durable)
        {
            _file.Flush(flushToDisk: true);
        }
    }

    /// <summary>Writes a line on which nothing depends: what it says is found out again where it is lost.</summary>
    public void AppendIfPossible(UndoEntry entry)
    {
        try
        {
            Append(entry, durable: false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A full or a broken disk delays no undo.
        }
    }

    /// <summary>Removes it: nothing is left to undo.</summary>
    public void Remove() => File.Delete(_file.Name);

    /// <summary>Moves it, while it is ours.</summary>
    public void MoveTo(string path) => File.Move(_file.Name, path, overwrite: true);

    public void Dispose() => _file.Dispose();

    // A line that lacks nothing but its end says what it says.
    private void EndLine(ReadOnlySpan<byte> rest)
    {
        if (!rest.IsEmpty && UndoLogText.Read(rest).Problems.IsEmpty)
        {
            _file.Position = _file.Length;
            _file.Write("\n"u8);
            _end = _file.Length;
        }
    }

    private void Reserve(long length)
    {
        var from = _end;
        if (from + length > _reserved)
        {
            // Where the file system can't, the lines before the change are written in time all the same.
            DurableFile.Reserve(_file.SafeFileHandle, from, length);
            _reserved = from + length;
        }
    }
}
