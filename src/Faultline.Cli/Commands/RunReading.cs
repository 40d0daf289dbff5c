using System.Collections.Immutable;
using Faultline.Abstractions;
using Faultline.Abstractions.Data;
using Faultline.Engine.Journals;
using Faultline.Engine.Reports;

namespace Faultline.Cli.Commands;

/// <summary>Reads the runs that a report is about: from journals, or from the logs of this machine's runs.</summary>
/// <param name="runs">The runs of this machine.</param>
/// <param name="document">The experiment's file; null where each journal's own word counts.</param>
/// <param name="environment">The environment.</param>
internal sealed class RunReading(RunStore runs, string? document, IEnvironment environment)
{
    /// <summary>The runs, each with a name that tells it from the others.</summary>
    public ImmutableArray<ReportedRun> Read(IReadOnlyList<string> sources)
    {
        var read = sources.Select(Read).ToList();
        var names = read.Select(run => run.Name).ToList();
        return
        [
            .. read.Select(
                (run, at) =>
                    names.Count(name => name == run.Name) == 1 ? run : run with { Name = $"{run.JournalPath ?? run.Name} ({at + 1})" }
            ),
        ];
    }

    private ReportedRun Read(string source)
    {
        if (File.Exists(source))
        {
            return Locate(new ReportedRun(NameOf(source), Model(source)) { JournalPath = ReportFile.Shown(source, environment) });
        }

        return runs.Find(source) is { } id
            ? Locate(new ReportedRun(id, ReportModel.Read(RunsCommand.Replay(runs, id).Journal.Read())))
            : throw new UserException($"'{source}' is neither a file nor the id of a run. 'faultline runs list' shows the runs.");
    }

    private static ReportModel Model(string path)
    {
        try
        {
            return ReportModel.Read(JournalText.Parse(File.ReadAllBytes(path)));
        }
        catch (DataSyntaxException e)
        {
            throw new UserException($"{path}:{e.Position}: this is not a journal: {e.Message}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserException($"The journal '{path}' can't be read: {e.Message}");
        }
    }

    private ReportedRun Locate(ReportedRun run) =>
        run with
        {
            Document =
                document is not null
                    ? ReportFile.Places(document, environment)
                        ?? throw new UserException($"The document '{document}' can't be read, or is neither JSON nor YAML.")
                : run.Model.Source is { } source ? ReportFile.Places(source, environment)
                : null,
        };

    // "as-it-is.journal.json" is "as-it-is"; a plain "journal.json" is named by its folder.
    private static string NameOf(string path)
    {
        var name = Path.GetFileNameWithoutExtension(path);
        name = name.EndsWith(".journal", StringComparison.Ordinal) ? name[..^".journal".Length] : name;
        return name == "journal" && Path.GetFileName(Path.GetDirectoryName(path)) is { Length: > 0 } folder ? folder : name;
    }
}
