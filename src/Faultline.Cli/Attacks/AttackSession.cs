using System.CommandLine;
using Faultline.Abstractions.Data;
using Faultline.Cli.Commands;
using Faultline.Cli.Rendering;
using Faultline.Engine.Documents;
using Faultline.Engine.Journals;
using Faultline.Engine.Model;
using Faultline.Engine.Running;
using Faultline.Hosting;

namespace Faultline.Cli.Attacks;

/// <summary>One attack: its experiment is written, and planned, run, or run in the background.</summary>
internal sealed class AttackSession(AttackType type, AttackOptions options, GlobalOptions globals, Terminal terminal)
{
    public async Task<int> RunAsync(ParseResult parsed)
    {
        if (parsed.GetValue(options.Detached) is { } identity)
        {
            return await AttackBackground.RunAsync(
                globals.State(parsed, terminal),
                identity,
                terminal,
                (own, run, guid) => new AttackSession(type, options, globals, own).RunAsync(parsed, run, guid)
            );
        }

        return await RunAsync(
            parsed,
            new RunIds(terminal.Time, terminal.Random).Next(),
            new AttackGuids(terminal.Time, terminal.Random).Next()
        );
    }

    private async Task<int> RunAsync(ParseResult parsed, string run, string guid)
    {
        using var log = globals.OpenLog(parsed, terminal);
        var settings = globals.ReadSettings(parsed, terminal, log);
        var policies = PolicyOptions.Read(parsed.GetValue(options.Policies) ?? [], log);
        var document = Document(parsed, guid);
        if (parsed.GetValue(options.Experiment))
        {
            terminal.Output.WriteLine(JsonText.Write(document, indent: 2));
            return 0;
        }

        if (parsed.GetValue(options.Detach) && parsed.GetValue(options.Detached) is null)
        {
            return await AttackBackground.StartAsync(
                globals.State(parsed, terminal),
                parsed.GetValue(globals.StateDirectory),
                (run, guid),
                parsed,
                terminal
            );
        }

        using var stop = new StopSource();
        using var signals = new StopSignals(stop);
        await using var host = await globals.StartHostAsync(parsed, terminal, terminal.Environment, settings, stop.Stop);
        var loader = new DocumentLoader(host.Environment, terminal.Time, terminal.Input, settings.Authorizations);
        var preparer = new ExperimentPreparer(host, loader);
        var isDry = parsed.GetValue(options.DryRun);
        var preparation = new PreparationRequest
        {
            Source = $"{terminal.Name.Text} attack {type.Name}",
            Settings = settings,
            IsForRun = !isDry,
        };
        var prepared = await preparer.PrepareAsync(document, preparation.Source, preparation, stop.Stop);
        if (isDry)
        {
            var plan = await PlanCommand.JudgeAsync(host, prepared, policies, noLookup: false, stop.Stop);
            PlanCommand.Write(terminal, parsed.GetValue(options.Json) ? "json" : "text", [plan], log);
            return plan.ExitCode;
        }

        // Its document is ours: that it looks valid is nothing to tell.
        DiagnosticLines.Write(log, prepared.Diagnostics);
        if (prepared.HasErrors)
        {
            return ExitCodes.Usage;
        }

        var request = new SessionRequest
        {
            Preparation = preparation,
            JournalPath = parsed.GetValue(options.Journal),
            ReportPaths = [.. parsed.GetValue(options.Reports) ?? []],
            RollbackBudget = RunOptions.DefaultRollbackBudget,
            Policies = policies,
            Force = parsed.GetValue(options.Force),
            PrintsEvents = parsed.GetValue(options.Json),
            RunId = run,
            Lines = new AttackView(terminal.Output, log, parsed.GetValue(globals.Verbose)),
        };
        var session = new RunSession(host, preparer, terminal, log, globals.State(parsed, terminal), globals.Undo(parsed, terminal));
        return (await session.RunAsync(request, prepared, stop)).Result.ExitCode;
    }

    private DataObject Document(ParseResult parsed, string guid)
    {
        var choice = options.ReadTargets(parsed, type, terminal.Random);
        var facts = new AttackFacts(type.Name, guid, type.Span(parsed), [.. choice.Targets.Select(target => target.Words)]);
        return AttackDocument.Of(
            facts,
            type.Fault,
            choice.Arguments.Members.Aggregate(type.Arguments(parsed), (all, member) => all.With(member.Key, member.Value)),
            choice.Targets,
            type.Duration(parsed),
            choice.Seed,
            options.ReadChecks(parsed)
        );
    }
}
