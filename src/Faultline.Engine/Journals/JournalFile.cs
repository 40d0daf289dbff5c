using System.Buffers;
using Faultline.Abstractions.Data;
using Faultline.Engine.Model.Events;

namespace Faultline.Engine.Journals;

/// <summary>
/// Keeps the journal file up to date while the run goes on: written when the run starts and replaced as a whole from then on, so
/// that at any moment, also after a kill, it is one valid document. Replacing waits so long after each time that it never costs
/// more than a few per cent of the run.
/// </summary>
public sealed class JournalFile(string path, JournalProjection journal, TimeProvider time) : IRunObserver
{
    // A replacement that took a millisecond is followed by the next after 30, and never sooner than after 100.
    private const int RestFactor = 30;
    private static readonly TimeSpan ShortestRest = TimeSpan.FromMilliseconds(100);

    // A device or a pipe (/dev/stdout, a process substitution) takes the journal once, at the end.
    private readonly bool _isPlainFile = !IsStream(path);

    // The file itself, where the path is a link to it: the link stays.
    private readonly string _file = FileOf(path);

    // Beside the journal, so that the exchange is one rename within one file system; of this process alone, should two runs write
    // their journals to the same place.
    private readonly string _next = string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"{FileOf(path)}.{Environment.ProcessId}.part"
    );
    private long _restUntil;

    /// <summary>Where the journal is written.</summary>
    public string Path { get; } = path;

    /// <summary>Makes sure, before anything is done, that the journal can be written.</summary>
    /// <exception cref="IOException">It can't; the message says why.</exception>
    public void Prepare()
    {
        try
        {
            if (Directory.Exists(Path))
            {
                throw new IOException("it is a folder; name a file in it.");
            }

            if (System.IO.Path.GetDirectoryName(_file) is { Length: > 0 } folder && !Directory.Exists(folder))
            {
                throw new IOException($"there is no folder '{folder}'.");
            }

            // Never an empty file under the journal's own name: a kill at this moment would leave it there.
            var exists = !_isPlainFile || File.Exists(_file);
            var probe =
                !_isPlainFile ? Path
                : exists ? _file
                : _next;
            using (new FileStream(probe, exists ? FileMode.Open : FileMode.Create, FileAccess.Write, FileShare.ReadWrite)) { }

            if (!exists)
            {
                File.Delete(probe);
            }
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw CantWrite(e);
        }
    }

    /// <summary>
    /// Replaces the file when its rest is over. A failure here is left to the last <see cref="Write"/>, after the run: the log has
    /// everything.
    /// </summary>
    public void OnEvent(RunEvent happened)
    {
        if (!_isPlainFile || (happened is not RunStarted && time.GetTimestamp() < _restUntil))
        {
            return;
        }

        try
        {
            Write();
        }
        catch (IOException)
        {
            _restUntil = long.MaxValue;
        }
    }

    /// <summary>Replaces the file with the journal as of now.</summary>
    /// <exception cref="IOException">It could not be written.</exception>
    public void Write()
    {
        var begun = time.GetTimestamp();
        var utf8 = new ArrayBufferWriter<byte>();
        JsonText.Write(utf8, journal.Read());
        if (_isPlainFile)
        {
            Replace(utf8.WrittenSpan);
        }
        else
        {
            WriteToStream(utf8.WrittenSpan);
        }

        var rest = time.GetElapsedTime(begun) * RestFactor;
        _restUntil = time.GetTimestamp() + (long)((rest < ShortestRest ? ShortestRest : rest).TotalSeconds * time.TimestampFrequency);
    }

    private void Replace(ReadOnlySpan<byte> bytes)
    {
        FileStream beside;
        try
        {
            beside = new FileStream(_next, FileMode.Create, FileAccess.Write, FileShare.Read);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            WriteInPlace(bytes);
            return;
        }

        try
        {
            using (beside)
            {
                beside.Write(bytes);
            }

            if (File.Exists(_file))
            {
                File.SetUnixFileMode(_next, File.GetUnixFileMode(_file));
            }
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            // Whatever keeps the new text from being written, such as a full disk, must not cost the old one.
            File.Delete(_next);
            throw CantWrite(e);
        }

        Exchange(bytes);
    }

    private void Exchange(ReadOnlySpan<byte> bytes)
    {
        try
        {
            File.Move(_next, _file, overwrite: true);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            File.Delete(_next);
            WriteInPlace(bytes);
        }
    }

    // A folder that takes no new files, or a file that is mounted by itself, can still be written in place.
    private void WriteInPlace(ReadOnlySpan<byte> bytes)
    {
        try
        {
            File.WriteAllBytes(_file, bytes);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw CantWrite(e);
        }
    }

    private void WriteToStream(ReadOnlySpan<byte> bytes)
    {
        try
        {
            // Behind what stands there already, should the output go to a file.
            using var stream = new FileStream(Path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
            stream.Write(bytes);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw CantWrite(e);
        }
    }

    private IOException CantWrite(Exception why) => new($"The journal can't be written to '{Path}': {why.Message}", why);

    private static string FileOf(string path)
    {
        try
        {
            return File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            // It is not there, or leads in a circle; whoever opens it is told.
            return path;
        }
    }

    private static bool IsStream(string path) => IsOfTheKernel(path) || IsOfTheKernel(FileOf(path));

    // Of what stands there, only shared memory holds plain files.
    private static bool IsOfTheKernel(string path) =>
        (path.StartsWith("/dev/", StringComparison.Ordinal) && !path.StartsWith("/dev/shm/", StringComparison.Ordinal))
        || path.StartsWith("/proc/", StringComparison.Ordinal);
}
