using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Faultline.Cli.Rendering;
using Faultline.Engine.Configuration;
using Faultline.Engine.Journals;
using Faultline.Engine.Model;
using Faultline.Engine.Planning.Policies;
using Faultline.Engine.Running;
using Faultline.Hosting;

namespace Faultline.Cli.Commands;

/// <summary>What a run is asked to do.</summary>
internal sealed record SessionRequest
{
    public required PreparationRequest Preparation { get; init; }

    /// <summary>Where the journal is written; null for the folder of the run.</summary>
    public required string? JournalPath { get; init; }

    public ImmutableArray<string> ReportPaths { get; init; } = [];

    public TimeSpan? Timeout { get; init; }

    public required TimeSpan RollbackBudget { get; init; }

    public DryMode Dry { get; init; }

    public ContinuousOptions Continuous { get; init; } = ContinuousOptions.Default;

    /// <summary>What the run must keep to.</summary>
    public ImmutableArray<Policy> Policies { get; init; } = [];

    /// <summary>Whether it goes on where another run is at the same target.</summary>
    public bool Force { get; init; }

    /// <summary>Whether the run is drawn at the bottom of the terminal while it goes on.</summary>
    public bool IsLive { get; init; }

    /// <summary>Whether events are printed as lines of JSON instead of the log.</summary>
    public bool PrintsEvents { get; init; }

    /// <summary>The run's id; null for a new one.</summary>
    public string? RunId { get; init; }

    /// <summary>What shows the run to a person; null for the log's lines.</summary>
    public IRunObserver? Lines { get; init; }
}

/// <summary>The options of <c>run</c>, with the reference's names where it has them (specification §18).</summary>
internal sealed class RunOptions
{
    /// <summary>Enough for most, and less than the ten seconds after which a container's runtime kills.</summary>
    public static readonly TimeSpan DefaultRollbackBudget = TimeSpan.FromSeconds(8);

    private readonly Argument<string> _source = new("SOURCE")
    {
        Description = "A .json, .yaml or .yml file, an address, or '-' for standard input.",
    };

    private readonly Option<string> _journal = new("--journal-path")
    {
        Description = "Where the journal is written.",
        HelpName = "PATH",
        DefaultValueFactory = _ => "./journal.json",
    };

    private readonly Option<string[]> _report = new("--report")
    {
        Description = "Write a report too, in the format that the name's end chooses: .html, .md, .xml (JUnit), .json, .sarif. Repeatable.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _dry = new("--dry")
    {
        Description = "Play the run without calling some of its activities; 'pause' leaves out the pauses only.",
        HelpName = "probes|actions|activities|pause",
    };

    private readonly Option<bool> _noValidation = new("--no-validation") { Description = "Run without validating the document first." };

    private readonly Option<string?> _rollbacks = new("--rollback-strategy")
    {
        Description = "When the document's rollbacks are played [default: default].",
        HelpName = "default|always|never|deviated",
    };

    private readonly Option<string?> _hypothesis = new("--hypothesis-strategy")
    {
        Description = "When the hypothesis is evaluated [default: default].",
        HelpName = "default|before-method-only|after-method-only|during-method-only|continuously",
    };

    private readonly Option<double> _frequency = new("--hypothesis-frequency")
    {
        Description = "The seconds between two evaluations of a continuous hypothesis.",
        HelpName = "SECONDS",
        DefaultValueFactory = _ => 1.0,
    };

    private readonly Option<bool> _failFast = new("--fail-fast") { Description = "End the method when a continuous hypothesis is missed." };

    private readonly Option<double> _ratio = new("--fail-fast-ratio")
    {
        Description = "With --fail-fast: from which share of missed evaluations on, in per cent.",
        HelpName = "PERCENT",
        DefaultValueFactory = _ => 0,
    };

    private readonly Option<double> _budget = new("--rollback-budget")
    {
        Description = "The seconds that rollbacks may take once the run was asked to stop.",
        HelpName = "SECONDS",
        DefaultValueFactory = _ => DefaultRollbackBudget.TotalSeconds,
    };

    private readonly Option<double?> _timeout = new("--timeout")
    {
        Description = "The seconds that gate, method and hypothesis may take together; rollbacks come on top.",
        HelpName = "SECONDS",
    };

    private readonly Option<string> _format = new("--format")
    {
        Description = "text: the log on standard error. json: every event of the run as a line on standard output.",
        HelpName = "text|json",
        DefaultValueFactory = _ => "text",
    };

    private readonly Option<bool> _force = new("--force") { Description = "Run even where a running run is at the same target." };

    private readonly PolicyOptions _policies = new();

    public ControlFileOptions Controls { get; } = new();

    public SourceOptions Source { get; } = new();

    public LiveOptions Live { get; } = new();

    public void AddTo(Command command)
    {
        _dry.AcceptOnlyFromAmong("probes", "actions", "activities", "pause");
        _rollbacks.AcceptOnlyFromAmong([.. StrategyNames.Rollbacks.Keys]);
        _hypothesis.AcceptOnlyFromAmong([.. StrategyNames.Hypothesis.Keys.Where(name => name != "skip"), "continously"]);
        _format.AcceptOnlyFromAmong("text", "json");
        Bound(_frequency, seconds => seconds is >= 0 and <= 1e8, "a number of seconds from 0 on");
        Bound(_budget, seconds => seconds is >= 0 and <= 1e8, "a number of seconds from 0 on");
        Bound(_timeout, seconds => seconds is > 0 and <= 1e8, "a number of seconds above 0");
        Bound(_ratio, percent => percent is >= 0 and <= 100, "a number from 0 to 100");
        command.Add(_source);
        foreach (
            var option in (Option[])
                [_journal, _report, _rollbacks, _hypothesis, _frequency, _failFast, _ratio, _timeout, _budget, _noValidation, _format, _dry]
        )
        {
            command.Add(option);
        }

        Controls.AddTo(command);
        command.Add(_policies.Files);
        command.Add(_force);
        Source.AddTo(command);
        Live.AddTo(command);
    }

    private static void Bound(Option option, Predicate<double> isFine, string what) =>
        option.Validators.Add(result =>
        {
            // Read here: asked for its value, the parser throws where the text is no number.
            var text = result.Tokens.Select(token => token.Value).FirstOrDefault();
            if (text is not null && !(double.TryParse(text, CultureInfo.InvariantCulture, out var number) && isFine(number)))
            {
                result.AddError($"Invalid value for '{option.Name}': give {what}.");
            }
        });

    public SessionRequest Read(ParseResult parsed, Overrides overrides, Settings settings, Terminal terminal, Log log)
    {
        // The reference still takes a misspelling of its own.
        var hypothesis = parsed.GetValue(_hypothesis) is "continously" ? "continuously" : parsed.GetValue(_hypothesis);
        return new SessionRequest
        {
            Preparation = new PreparationRequest
            {
                Source = parsed.GetRequiredValue(_source),
                VerifyTls = !parsed.GetValue(Source.NoVerifyTls),
                Validate = !parsed.GetValue(_noValidation),
                IsForRun = true,
                Overrides = overrides,
                Settings = settings,
                GlobalControls = [.. settings.Controls, .. Controls.Read(parsed)],
                StrictSecrets = parsed.GetValue(Source.StrictSecrets),
                HypothesisStrategy = hypothesis is null ? null : StrategyNames.Hypothesis[hypothesis],
                RollbackStrategy = parsed.GetValue(_rollbacks) is { } rollbacks ? StrategyNames.Rollbacks[rollbacks] : null,
            },
            Policies = PolicyOptions.Read(parsed.GetValue(_policies.Files) ?? [], log),
            Force = parsed.GetValue(_force),
            JournalPath = parsed.GetValue(_journal)!,
            ReportPaths = [.. parsed.GetValue(_report) ?? []],
            Dry = parsed.GetValue(_dry) is { } dry ? Enum.Parse<DryMode>(dry, ignoreCase: true) : DryMode.None,
            RollbackBudget = TimeSpan.FromSeconds(parsed.GetValue(_budget)),
            Continuous = new ContinuousOptions(
                TimeSpan.FromSeconds(parsed.GetValue(_frequency)),
                parsed.GetValue(_failFast),
                parsed.GetValue(_ratio)
            ),
            Timeout = parsed.GetValue(_timeout) is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            IsLive = parsed.GetValue(_format) != "json" && Live.Read(parsed, terminal, log),
            PrintsEvents = parsed.GetValue(_format) == "json",
        };
    }
}
