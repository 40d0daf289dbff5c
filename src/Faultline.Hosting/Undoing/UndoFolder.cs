using System.Collections.Immutable;
using Faultline.Abstractions;
using Faultline.Linux.Files;

namespace Faultline.Hosting.Undoing;

/// <summary>Where the undo logs of this user stand: a file for each run that has something to undo.</summary>
/// <param name="path">The folder.</param>
public sealed class UndoFolder(string path)
{
    /// <summary>Where those of privileged faults stand, so that they are found at boot.</summary>
    public const string OfRoot = "/var/lib/faultline/undo";

    private const string End = ".undo";
    private const string Finished = "finished";
    private const int MostFinished = 100;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode WritableByOthers = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    /// <summary>The folder.</summary>
    public string Path { get; } = path;

    /// <summary>
    /// Below the state directory that somebody chose (<c>--state-dir</c>, FAULTLINE_STATE_DIR); otherwise
    /// <c>/var/lib/faultline/undo</c> for root, and below the user's state directory for everybody else.
    /// </summary>
    /// <param name="chosen">What the command line says; null where it says nothing.</param>
    /// <param name="environment">The environment.</param>
    public static UndoFolder Find(string? chosen, IEnvironment environment) =>
        new(
            chosen is null && string.IsNullOrEmpty(environment.Get("FAULTLINE_STATE_DIR")) && System.Environment.IsPrivilegedProcess
                ? OfRoot
                : System.IO.Path.Combine(StateDirectory.Find(chosen, environment), "undo")
        );

    /// <summary>The file of a run.</summary>
    public string LogOf(string run) => System.IO.Path.Combine(Path, run + End);

    /// <summary>The runs that have a log here, oldest first.</summary>
    public ImmutableArray<string> Runs() => RunsIn(Path);

    /// <summary>The runs that were put back by their watchdog or by a later command, oldest first: the newest hundred.</summary>
    public ImmutableArray<string> FinishedRuns() => RunsIn(System.IO.Path.Combine(Path, Finished));

    /// <summary>What was undone of such a run.</summary>
    /// <exception cref="IOException">It can't be read.</exception>
    public UndoLogContent ReadFinished(string run) => UndoLog.Read(System.IO.Path.Combine(Path, Finished, run + End));

    /// <summary>Makes the folder, readable by its owner only.</summary>
    /// <exception cref="IOException">It can't be made, or others may write into it: what stands there would be done with our rights.</exception>
    internal void Prepare()
    {
        try
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!, OwnerOnly);
            Directory.CreateDirectory(Path, OwnerOnly);
            Directory.CreateDirectory(System.IO.Path.Combine(Path, Finished), OwnerOnly);
            CheckMode();
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException(e.Message, e);
        }
    }

    /// <summary>Refuses a folder that is another's, or into which others may write.</summary>
    /// <exception cref="IOException">It is.</exception>
    internal void CheckMode()
    {
        if (Directory.Exists(Path) && !DurableFile.IsOurs(Path))
        {
            throw new IOException($"'{Path}' belongs to another user: what stands there would be done with our rights.");
        }

        if (Directory.Exists(Path) && (File.GetUnixFileMode(Path) & WritableByOthers) != 0)
        {
            throw new IOException($"others than its owner may write into '{Path}'; 'chmod go-w {Path}' changes that.");
        }
    }

    /// <summary>Puts the log of a run aside that was undone by another than its engine, and forgets the oldest of those.</summary>
    internal void Finish(UndoLog log)
    {
        var folder = System.IO.Path.Combine(Path, Finished);
        Directory.CreateDirectory(folder, OwnerOnly);
        log.MoveTo(System.IO.Path.Combine(folder, System.IO.Path.GetFileName(log.Path)));
        foreach (var old in RunsIn(folder).SkipLast(MostFinished))
        {
            File.Delete(System.IO.Path.Combine(folder, old + End));
        }
    }

    private static ImmutableArray<string> RunsIn(string folder) =>
        Directory.Exists(folder)
            ?
            [
                .. Directory
                    .EnumerateFiles(folder, "*" + End)
                    .Select(file => System.IO.Path.GetFileNameWithoutExtension(file))
                    .Order(StringComparer.Ordinal),
            ]
            : [];
}
