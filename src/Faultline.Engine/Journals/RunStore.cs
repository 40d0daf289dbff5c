using System.Collections.Immutable;
using Faultline.Engine.Model;
using Faultline.Engine.Model.Events;

namespace Faultline.Engine.Journals;

/// <summary>What can be said of a run without reading its outputs.</summary>
/// <param name="Id">The run's id.</param>
/// <param name="Title">The experiment's title.</param>
/// <param name="Start">When it began.</param>
/// <param name="Duration">How long it took; null where it has not ended.</param>
/// <param name="Result">Verdict, undo state, reasons.</param>
/// <param name="IsRunning">Whether it is still going on; a run that neither ended nor is going on was killed.</param>
public sealed record RunSummary(string Id, string Title, DateTimeOffset Start, TimeSpan? Duration, RunResult Result, bool IsRunning);

/// <summary>The runs of this user on this machine: a folder each, under the state directory.</summary>
/// <param name="stateDirectory">The state directory, such as <c>~/.local/state/faultline</c>.</param>
public sealed class RunStore(string stateDirectory)
{
    private const string LockName = "running";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Where the folders of the runs stand.</summary>
    public string Folder { get; } = Path.Combine(stateDirectory, "runs");

    /// <summary>Creates the folder of a new run, readable by its owner only, and marks it as going on.</summary>
    /// <param name="id">The run's id.</param>
    /// <returns>The folder, and the mark that ends with this process at the latest.</returns>
    /// <exception cref="IOException">The folder can't be created.</exception>
    public (string Folder, IDisposable Running) Create(string id)
    {
        try
        {
            Directory.CreateDirectory(stateDirectory, OwnerOnly);
            Directory.CreateDirectory(Folder, OwnerOnly);
            var folder = Path.Combine(Folder, id);
            Directory.CreateDirectory(folder, OwnerOnly);
            // The lock is the kernel's and dies with the process; the file's presence alone says nothing.
            var running = new FileStream(Path.Combine(folder, LockName), FileMode.CreateNew, FileAccess.Write, FileShare.None);
            return (folder, running);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw new IOException($"The folder of the run can't be created in '{Folder}': {e.Message} Name another with --state-dir.", e);
        }
    }

    /// <summary>The ids of all runs, oldest first.</summary>
    public ImmutableArray<string> Ids() =>
        Directory.Exists(Folder)
            ? [.. Directory.GetDirectories(Folder).Select(folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal)]
            : [];

    /// <summary>The one run whose id is, or begins or ends with, the text; "last" is the newest. Null where none or several fit.</summary>
    public string? Find(string text)
    {
        var ids = Ids();
        if (text == "last")
        {
            return ids.LastOrDefault();
        }

        var fitting = ids.Where(id => id == text).DefaultIfEmpty().First() is { } exact
            ? [exact]
            : ids.Where(id => id.StartsWith(text, StringComparison.Ordinal) || id.EndsWith(text, StringComparison.Ordinal)).ToList();
        return fitting.Count == 1 ? fitting[0] : null;
    }

    /// <summary>The log of a run.</summary>
    public string LogOf(string id) => Path.Combine(Folder, id, EventLog.FileName);

    /// <summary>Replays the log of a run.</summary>
    /// <exception cref="IOException">There is no log.</exception>
    /// <exception cref="InvalidDataException">The log is damaged.</exception>
    public (RunTally Tally, JournalProjection Journal, ImmutableArray<RunEvent> Events) Replay(string id)
    {
        var tally = new RunTally();
        var journal = new JournalProjection(tally);
        var events = EventLog.Read(LogOf(id)).ToImmutableArray();
        foreach (var happened in events)
        {
            tally.OnEvent(happened);
            journal.OnEvent(happened);
        }

        return (tally, journal, events);
    }

    /// <summary>A run in a few words; null where its folder holds no log that can be read.</summary>
    public RunSummary? Summarize(string id)
    {
        try
        {
            var (tally, _, events) = Replay(id);
            return events.FirstOrDefault() is RunStarted start
                ? new RunSummary(id, start.Title, start.At, (events[^1] as RunEnded)?.Duration, tally.Result, IsRunning(id))
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return null;
        }
    }

    /// <summary>Whether the run is still going on.</summary>
    public bool IsRunning(string id)
    {
        try
        {
            // Shared with others who ask at the same time, but not with the run.
            using var file = new FileStream(Path.Combine(Folder, id, LockName), FileMode.Open, FileAccess.Read, FileShare.Read);
            return false;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }

    /// <summary>Removes the folder of a run.</summary>
    /// <exception cref="IOException">There is no such run, or its folder can't be removed.</exception>
    public void Remove(string id)
    {
        // An empty or a relative name would lead to other folders than that of one run.
        if (!Ids().Contains(id))
        {
            throw new DirectoryNotFoundException($"There is no run '{id}' in '{Folder}'.");
        }

        Directory.Delete(Path.Combine(Folder, id), recursive: true);
    }
}
