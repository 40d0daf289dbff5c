using System.Collections.Immutable;
using System.CommandLine;
using Faultline.Abstractions.Data;
using Faultline.Cli.Rendering;
using Faultline.Cli.Rendering.Plans;
using Faultline.Engine.Documents;
using Faultline.Engine.Model;
using Faultline.Engine.Planning.Forecasts;
using Faultline.Engine.Planning.Policies;
using Faultline.Hosting;

namespace Faultline.Cli.Commands;

/// <summary><c>faultline plan DOCUMENT...</c>: what a run would do now, without doing it.</summary>
internal sealed class PlanCommand
{
    // Enough for a slow cluster, and short enough to wait for.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Argument<string[]> _documents = new("DOCUMENT")
    {
        Description = "Files, addresses, or '-' for standard input.",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string> _format = new("--format")
    {
        Description = "text, json (everything, for programs) or markdown.",
        HelpName = "text|json|markdown",
        DefaultValueFactory = _ => "text",
    };

    private readonly Option<bool> _noLookup = new("--no-lookup")
    {
        Description = "Ask nothing outside of this machine: targets, shares and rights stay unknown.",
    };

    private readonly Option<string?> _rollbacks = new("--rollback-strategy")
    {
        Description = "As for run.",
        HelpName = "default|always|never|deviated",
    };

    private readonly Option<string?> _hypothesis = new("--hypothesis-strategy")
    {
        Description = "As for run.",
        HelpName = "default|before-method-only|after-method-only|during-method-only|continuously",
    };

    private readonly SourceOptions _source = new();
    private readonly PolicyOptions _policies = new();

    private PlanCommand() { }

    public static Command Create(GlobalOptions globals, Terminal terminal)
    {
        var plan = new PlanCommand();
        plan._format.AcceptOnlyFromAmong("text", "json", "markdown");
        plan._rollbacks.AcceptOnlyFromAmong([.. StrategyNames.Rollbacks.Keys]);
        plan._hypothesis.AcceptOnlyFromAmong([.. StrategyNames.Hypothesis.Keys.Where(name => name != "skip")]);
        var command = new Command(
            "plan",
            "Show what a run would do now: every step, its exact targets and their share, what comes back and how, the rights and programs it needs, "
                + "how long it takes at most. It only looks and changes nothing. The exit code is 0 for a good plan, 2 for an invalid document, "
                + "3 where something is missing or unknown, 4 where a policy refuses."
        )
        {
            plan._documents,
            plan._format,
            plan._noLookup,
            plan._policies.Files,
            plan._rollbacks,
            plan._hypothesis,
        };
        plan._source.AddTo(command);
        command.SetAction((parsed, stop) => plan.RunAsync(parsed, globals, terminal, stop));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, GlobalOptions globals, Terminal terminal, CancellationToken stop)
    {
        using var log = globals.OpenLog(parsed, terminal);
        var overrides = _source.Read(parsed);
        var settings = globals.ReadSettings(parsed, terminal, log);
        var policies = PolicyOptions.Read(parsed.GetValue(_policies.Files) ?? [], log);
        var environment = terminal.Environment.With(overrides.Environment);
        await using var host = await globals.StartHostAsync(parsed, terminal, environment, settings, stop);
        var loader = new DocumentLoader(host.Environment, terminal.Time, terminal.Input, settings.Authorizations);
        var preparer = new ExperimentPreparer(host, loader);
        var outcomes = ImmutableArray.CreateBuilder<PlanOutcome>();
        foreach (var document in parsed.GetRequiredValue(_documents))
        {
            var prepared = await preparer.PrepareAsync(
                new PreparationRequest
                {
                    Source = document,
                    VerifyTls = !parsed.GetValue(_source.NoVerifyTls),
                    Overrides = overrides,
                    Settings = settings,
                    StrictSecrets = parsed.GetValue(_source.StrictSecrets),
                    HypothesisStrategy = parsed.GetValue(_hypothesis) is { } hypothesis ? StrategyNames.Hypothesis[hypothesis] : null,
                    RollbackStrategy = parsed.GetValue(_rollbacks) is { } rollbacks ? StrategyNames.Rollbacks[rollbacks] : null,
                },
                stop
            );
            outcomes.Add(await JudgeAsync(host, prepared, policies, parsed.GetValue(_noLookup), stop));
        }

        Write(terminal, parsed.GetValue(_format)!, outcomes.ToImmutable(), log);
        // An invalid document weighs most, then a refusal, then what is not known.
        int[] weights = [ExitCodes.Usage, ExitCodes.Refused, ExitCodes.Inconclusive];
        return weights.FirstOrDefault(code => outcomes.Any(outcome => outcome.ExitCode == code));
    }

    /// <summary>Finds out what a run would do, and what the policies say to it.</summary>
    public static async Task<PlanOutcome> JudgeAsync(
        FaultlineHost host,
        Preparation prepared,
        ImmutableArray<Policy> policies,
        bool noLookup,
        CancellationToken stop
    )
    {
        if (prepared.Plan is not { } plan)
        {
            return new PlanOutcome(prepared.Source, null, prepared.Diagnostics, []);
        }

        var depth = noLookup ? ForecastDepth.NoLookups : ForecastDepth.Everything;
        var forecast = await new Forecaster(host.Providers, host.Time).ForecastAsync(plan, prepared.Variables, depth, Patience, stop);
        return new PlanOutcome(
            prepared.Source,
            forecast,
            prepared.Diagnostics,
            PolicyCheck.Evaluate(policies, forecast, host.Time.GetUtcNow())
        );
    }

    /// <summary>Writes plans.</summary>
    public static void Write(Terminal terminal, string format, ImmutableArray<PlanOutcome> outcomes, Log log)
    {
        foreach (var outcome in outcomes.Where(outcome => outcome.Forecast is null))
        {
            DiagnosticLines.Write(log, outcome.Diagnostics);
        }

        if (format == "json")
        {
            terminal.Output.WriteLine(JsonText.Write(PlanJson.Of(outcomes), indent: 2));
            return;
        }

        foreach (var outcome in outcomes)
        {
            var sections = PlanOutline.Of(outcome);
            if (format == "markdown")
            {
                OutlineWriter.Markdown(terminal.Output, sections);
            }
            else
            {
                OutlineWriter.Text(terminal.Output, sections);
            }
        }
    }
}
