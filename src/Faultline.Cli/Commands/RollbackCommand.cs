using System.CommandLine;
using Faultline.Abstractions.Data;
using Faultline.Engine.Configuration;
using Faultline.Engine.Documents;
using Faultline.Engine.Journals;
using Faultline.Engine.Model;
using Faultline.Engine.Model.Events;
using Faultline.Engine.Running;
using Faultline.Hosting;

namespace Faultline.Cli.Commands;

/// <summary><c>faultline rollback RUN</c>: what faults left is put back, and the rollbacks are played of a run that ended without them.</summary>
internal static class RollbackCommand
{
    public static Command Create(GlobalOptions globals, Terminal terminal)
    {
        var id = new Argument<string>("RUN-ID") { Description = "The id of a run, its beginning or its end, or 'last'." };
        var document = new Option<string?>("--document")
        {
            Description = "The experiment, where its secrets stand in the document itself: the run's log does not keep them.",
            HelpName = "SOURCE",
        };
        var journal = new Option<string>("--journal-path")
        {
            Description = "Where the journal of the rollbacks is written.",
            HelpName = "PATH",
            DefaultValueFactory = _ => "./rollback-journal.json",
        };
        var source = new SourceOptions();
        var command = new Command(
            "rollback",
            "Put back what the faults of a run left, as 'recover' does, then play its rollbacks, as after a kill. Method and hypothesis are "
                + "left alone. Exit code 5 where one fails. What --var and --var-file gave to the run is not kept: give it again."
        )
        {
            id,
            document,
            journal,
        };
        source.AddTo(command);
        command.SetAction(
            async (parsed, _) =>
            {
                using var log = globals.OpenLog(parsed, terminal);
                var overrides = source.Read(parsed);
                var settings = globals.ReadSettings(parsed, terminal, log);
                var state = globals.State(parsed, terminal);
                using var stop = new StopSource();
                using var signals = new StopSignals(stop);
                var run = parsed.GetRequiredValue(id);
                var recovered = await RecoverAsync(
                    await Recovering.OfAsync(globals, parsed, terminal),
                    new RunStore(state),
                    run,
                    stop.Stop
                );
                if (recovered is { } code && parsed.GetValue(document) is null && !HasRollbacks(new RunStore(state), run))
                {
                    return code;
                }

                await using var host = await globals.StartHostAsync(
                    parsed,
                    terminal,
                    terminal.Environment.With(overrides.Environment),
                    settings,
                    stop.Stop
                );
                var loader = new DocumentLoader(host.Environment, terminal.Time, terminal.Input, settings.Authorizations);
                var preparer = new ExperimentPreparer(host, loader);
                var session = new RunSession(host, preparer, terminal, log, state, globals.Undo(parsed, terminal));
                var (root, name) = parsed.GetValue(document) is { } given
                    ? await LoadAsync(loader, given, !parsed.GetValue(source.NoVerifyTls), stop)
                    : DocumentOf(new RunStore(state), run);
                var request = new SessionRequest
                {
                    Preparation = new PreparationRequest
                    {
                        Source = name,
                        Overrides = overrides,
                        Settings = settings,
                        StrictSecrets = parsed.GetValue(source.StrictSecrets),
                        IsForRun = true,
                        // What the method calls may be gone by now, and that is no reason to leave everything as it is.
                        Validate = false,
                        RollbackStrategy = RollbackStrategy.Always,
                    },
                    JournalPath = parsed.GetValue(journal)!,
                    RollbackBudget = RunOptions.DefaultRollbackBudget,
                };
                var prepared = session.Accept(await preparer.PrepareAsync(root, name, request.Preparation, stop.Stop), request.Preparation);
                return prepared is null
                    ? ExitCodes.Usage
                    : Worse(recovered, await PlayAsync(session, request, WithOutputs(prepared, new RunStore(state), run), stop));
            }
        );
        return command;
    }

    // Null where there was nothing to put back.
    private static async Task<int?> RecoverAsync(Recovering recovering, RunStore runs, string run, CancellationToken stop) =>
        (recovering.Look(run) is { } found ? await recovering.FreeAsync(found, stop) : null) switch
        {
            null or { Effects.IsEmpty: true, IsDamaged: false } => null,
            // A run that goes on is told of by the one who looks for its rollbacks.
            { InHands: not null } leftover when runs.IsRunning(leftover.Run) => null,
            { InHands: { } why } leftover => throw new UserException($"The run '{leftover.Run}' is left alone: {why}."),
            { } leftover => await recovering.RecoverAsync(leftover, isDry: false, stop),
        };

    private static int Worse(int? recovered, int played) => recovered is ExitCodes.UndoIncomplete ? ExitCodes.UndoIncomplete : played;

    private static bool HasRollbacks(RunStore runs, string text) =>
        runs.Find(text) is { } id
        && RunsCommand.Replay(runs, id).Events.OfType<RunStarted>().FirstOrDefault()?.Document["rollbacks"]
            is DataArray { Items.IsEmpty: false };

    private static async Task<int> PlayAsync(RunSession session, SessionRequest request, Preparation prepared, StopSource stop)
    {
        if (prepared.Plan!.Rollbacks.Length == 0)
        {
            throw new UserException("The experiment of this run declares no rollbacks.");
        }

        var rollbacksOnly = prepared with { Plan = prepared.Plan with { Probes = [], Method = [] } };
        return (await session.RunAsync(request, rollbacksOnly, stop)).Result.ExitCode;
    }

    // What activities answered before the run ended; where a secret was among it, only its mask is left, which is no value.
    private static Preparation WithOutputs(Preparation prepared, RunStore runs, string text)
    {
        var given = RunsCommand
            .Replay(runs, RunsCommand.Find(runs, text))
            .Events.OfType<OutputsGiven>()
            .SelectMany(outputs => outputs.Values.Members)
            .Where(member => !JsonText.Write(member.Value, indent: 0).Contains(SecretMask.Mask, StringComparison.Ordinal));
        var configuration = given.Aggregate(prepared.Variables.Configuration, (all, member) => all.With(member.Key, member.Value));
        return prepared with { Variables = prepared.Variables with { Configuration = configuration } };
    }

    private static async Task<(DataNode Root, string Name)> LoadAsync(DocumentLoader loader, string source, bool verifyTls, StopSource stop)
    {
        var loaded = await loader.LoadAsync(source, verifyTls, stop.Stop);
        return loaded.Root is { } root
            ? (root, loaded.Source)
            : throw new UserException($"{loaded.Problem!.Message} ({loaded.Problem.Place})");
    }

    private static (DataNode Root, string Name) DocumentOf(RunStore runs, string text)
    {
        var id = RunsCommand.Find(runs, text);
        if (runs.IsRunning(id))
        {
            throw new UserException($"The run '{id}' is still going on; it plays its rollbacks itself.");
        }

        var document = RunsCommand.Replay(runs, id).Events.OfType<RunStarted>().First().Document;
        // Wherever a mask stands, a secret stood: a rollback that is called with the mask may do anything.
        return document.Members.Any(member =>
            member.Key != "title" && JsonText.Write(member.Value, indent: 0).Contains(SecretMask.Mask, StringComparison.Ordinal)
        )
            ? throw new UserException(
                $"The secrets of the run '{id}' stood in its document, and its log does not keep them: give the document with --document."
            )
            : (document, "run " + id);
    }
}
