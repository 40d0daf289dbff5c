using System.Collections.Immutable;
using Faultline.Engine.Journals;
using Faultline.Engine.Model;
using Faultline.Engine.Model.Events;
using Faultline.Hosting.Undoing;

namespace Faultline.Cli.Attacks;

/// <summary>An attack of this machine, running or past.</summary>
/// <param name="Facts">What it is.</param>
/// <param name="Run">What became of it.</param>
internal sealed record AttackRun(AttackFacts Facts, RunSummary Run)
{
    /// <summary>Whether its watchdog, or a later command, has put back what it could not put back itself.</summary>
    public bool IsRecovered { get; init; }

    /// <summary>Whether something that it broke is not put back.</summary>
    public bool IsIncomplete => !IsRecovered && Run.Result.Undo == UndoState.Incomplete;

    /// <summary>How it stands, in a word: <c>running</c>, <c>killed</c>, or the verdict.</summary>
    public string State =>
        Run.Duration is not null ? Run.Result.Verdict.Name()
        : Run.IsRunning ? "running"
        : "killed";

    /// <summary>What became of what it broke, in a word.</summary>
    public string Undo =>
        Run.IsRunning && Run.Duration is null ? "-"
        : IsRecovered ? "recovered"
        : Run.Result.Undo.Name();
}

/// <summary>The attacks among the runs of this machine.</summary>
/// <param name="runs">The runs.</param>
/// <param name="undo">Where the undo logs stand.</param>
internal sealed class AttackRuns(RunStore runs, UndoFolder undo)
{
    /// <summary>Where the folders of the runs stand.</summary>
    public string Folder => runs.Folder;

    /// <summary>All of them, newest first.</summary>
    public IEnumerable<AttackRun> All() => runs.Ids().Reverse().Select(Read).OfType<AttackRun>();

    /// <summary>The one that a text means: an id, its beginning or its end, a guid, or 'last'.</summary>
    /// <exception cref="UserException">There is none, or there are several.</exception>
    public AttackRun Find(string text)
    {
        var all = All().ToList();
        var found =
            text == "last" ? all.Take(1).ToList()
            : all.Where(attack => attack.Run.Id == text || attack.Facts.Guid == text).Take(1).ToList() is { Count: 1 } exact ? exact
            : all.Where(attack =>
                    attack.Run.Id.StartsWith(text, StringComparison.Ordinal)
                    || attack.Run.Id.EndsWith(text, StringComparison.Ordinal)
                    || attack.Facts.Guid.StartsWith(text, StringComparison.Ordinal)
                )
                .ToList();
        return found.Count == 1
            ? found[0]
            : throw new UserException($"'{text}' is not the id of one attack. 'faultline attack list' shows the attacks.");
    }

    /// <summary>An attack as it stands now; null where the run is none.</summary>
    public AttackRun? Read(string id)
    {
        try
        {
            var (tally, _, events) = runs.Replay(id);
            return events.FirstOrDefault() is RunStarted start && AttackFacts.Of(start.Document) is { } facts
                ? new AttackRun(
                    facts,
                    new RunSummary(id, start.Title, start.At, (events[^1] as RunEnded)?.Duration, tally.Result, runs.IsRunning(id))
                )
                {
                    IsRecovered = tally.Result.Undo == UndoState.Incomplete && undo.FinishedRuns().Contains(id),
                }
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return null;
        }
    }

    /// <summary>What has happened in it so far.</summary>
    public ImmutableArray<RunEvent> Events(AttackRun attack) => RunEvents(attack.Run.Id);

    /// <summary>The attacks that the options are about.</summary>
    public static AttackRuns Of(GlobalOptions globals, System.CommandLine.ParseResult parsed, Terminal terminal) =>
        new(new RunStore(globals.State(parsed, terminal)), globals.Undo(parsed, terminal));

    /// <summary>Whether its watchdog, or another, is about to put back what it left.</summary>
    public bool IsBeingUndone(AttackRun attack) => undo.Runs().Contains(attack.Run.Id);

    /// <summary>Whether it is going on.</summary>
    public bool IsRunning(AttackRun attack) => runs.IsRunning(attack.Run.Id);

    private ImmutableArray<RunEvent> RunEvents(string id) => runs.Replay(id).Events;
}
