using System.Text;
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
    private readonly bool _isPlainFile = !File.Exists(path) || IsRegular(path);
    private long _restUntil;

    /// <summary>Where the journal is written.</summary>
    public string Path { get; } = path;

    /// <summary>Makes sure, before anything is done, that the journal can be written.</summary>
    /// <exception cref="IOException">It can't; the message says why.</exception>
    public void Prepare()
    {
        try
        {
            // Never an empty file under the journal's own name: a kill at this moment would leave it there.
            var exists = File.Exists(Path);
            var probe = exists ? Path : Path + ".part";
            using (new FileStream(probe, exists ? FileMode.Open : FileMode.Create, FileAccess.Write, FileShare.ReadWrite)) { }

            if (!exists)
            {
                File.Delete(probe);
            }
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw new IOException($"The journal can't be written to '{Path}': {e.Message}", e);
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
        var bytes = Encoding.UTF8.GetBytes(JsonText.Write(journal.Read()));
        if (_isPlainFile)
        {
            Replace(bytes);
        }
        else
        {
            using var stream = new FileStream(Path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
            stream.Write(bytes);
        }

        var rest = time.GetElapsedTime(begun) * RestFactor;
        _restUntil = time.GetTimestamp() + (long)((rest < ShortestRest ? ShortestRest : rest).TotalSeconds * time.TimestampFrequency);
    }

    private void Replace(byte[] bytes)
    {
        // Beside the journal, so that the exchange is one rename within one file system.
        var next = Path + ".part";
        try
        {
            File.WriteAllBytes(next, bytes);
            if (File.Exists(Path))
            {
                File.SetUnixFileMode(next, File.GetUnixFileMode(Path));
            }

            File.Move(next, Path, overwrite: true);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            try
            {
                // A folder that takes no new files, or a file that is mounted by itself, can still be written in place.
                File.WriteAllBytes(Path, bytes);
            }
            catch (Exception inPlace) when (inPlace is UnauthorizedAccessException or IOException)
            {
                throw new IOException($"The journal can't be written to '{Path}': {inPlace.Message}", e);
            }
        }
    }

    private static bool IsRegular(string path) =>
        File.ResolveLinkTarget(path, returnFinalTarget: true) is not { } target
            ? (File.GetAttributes(path) & FileAttributes.Device) == 0 && !path.StartsWith("/dev/", StringComparison.Ordinal)
            : !target.FullName.StartsWith("/dev/", StringComparison.Ordinal)
                && !target.FullName.StartsWith("/proc/", StringComparison.Ordinal);
}
