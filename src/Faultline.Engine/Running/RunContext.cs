using Faultline.Abstractions.Data;
using Faultline.Engine.Configuration;
using Faultline.Engine.Journals;
using Faultline.Engine.Model;
using Faultline.Engine.Model.Events;

namespace Faultline.Engine.Running;

/// <summary>What all steps of one run share.</summary>
internal sealed class RunContext(
    EventLog log,
    SecretMask mask,
    ResolvedVariables variables,
    IReadOnlySet<string> outputs,
    string? outputFolder,
    DryMode dry,
    Action<int> exit
)
{
    private readonly Lock _lock = new();
    private int _calls;
    private volatile ResolvedVariables _variables = variables;
    private volatile Substitution _substitution = new(variables.Configuration, variables.Secrets);

    /// <summary>Replaces variables by the values that they have now.</summary>
    public Substitution Substitution => _substitution;

    /// <summary>The values that variables have now: outputs of activities count among the configuration.</summary>
    public ResolvedVariables Variables => _variables;

    /// <summary>Gives variables values, from now on.</summary>
    public void Give(DataObject values)
    {
        lock (_lock)
        {
            var configuration = values.Members.Aggregate(_variables.Configuration, (all, member) => all.With(member.Key, member.Value));
            _variables = _variables with { Configuration = configuration };
            _substitution = new Substitution(configuration, _variables.Secrets);
        }
    }

    /// <summary>A name in a value that an activity should have given a value to by now, and has not; null where there is none.</summary>
    public string? Missing(DataNode? value) =>
        outputs.Count == 0 || value is null
            ? null
            : VariableName
                .UsedIn(value)
                .Select(use => use.Name)
                .FirstOrDefault(name => outputs.Contains(name) && !Variables.Configuration.Has(name));

    public string? OutputFolder => outputFolder;

    /// <summary>What is left out.</summary>
    public DryMode Dry => dry;

    /// <summary>Asks the run to end, as an activity may.</summary>
    public void Exit(int code) => exit(code);

    /// <summary>The number of the next call.</summary>
    public int NextCall() => Interlocked.Increment(ref _calls);

    /// <summary>The text without secrets, for what is cut or counted before it is written down.</summary>
    public string WithoutSecrets(string text) => mask.Apply(text);

    /// <summary>Writes an event down, without secrets.</summary>
    public void Append(RunEvent happened, bool durable = false) => log.Append(Masked(happened), durable);

    private RunEvent Masked(RunEvent happened) =>
        happened switch
        {
            ActivityEnded e => e with
            {
                Output = Recorded(e.Output),
                Message = Apply(e.Message),
                Trace = [.. e.Trace.Select(mask.Apply)],
                Warnings = [.. e.Warnings.Select(mask.Apply)],
                Unproven = Apply(e.Unproven),
            },
            ChangeRecorded e => e with
            {
                Activity = mask.Apply(e.Activity),
                Change = e.Change with
                {
                    Resource = mask.Apply(e.Change.Resource),
                    Namespace = Apply(e.Change.Namespace),
                    Name = mask.Apply(e.Change.Name),
                    Before = (DataObject?)(e.Change.Before is null ? null : Recorded(e.Change.Before)),
                    Undo = mask.Apply(e.Change.Undo),
                },
            },
            ActivityStarted e => e with { Activity = (DataObject)Recorded(e.Activity), Name = mask.Apply(e.Name) },
            ToleranceJudged e => e with { Explanation = Apply(e.Explanation), Warnings = [.. e.Warnings.Select(mask.Apply)] },
            ActivityAttempted e => e with { Why = mask.Apply(e.Why) },
            OutputsGiven e => e with { Values = (DataObject)Recorded(e.Values) },
            StopRequested e => e with { Why = Apply(e.Why) },
            StepCrashed e => e with { Message = mask.Apply(e.Message), Activity = Apply(e.Activity) },
            RunStarted e => e with
            {
                Title = mask.Apply(e.Title),
                Document = (DataObject)RecordedValue.Of(mask.ApplyToDocument(e.Document)),
                Source = mask.Apply(e.Source),
            },
            HypothesisStarted e => e with { Title = mask.Apply(e.Title) },
            HypothesisEnded e => e with { MissedBy = Apply(e.MissedBy) },
            RollbackReached e => e with { Name = Apply(e.Name) },
            PauseStarted e => e with { Activity = mask.Apply(e.Activity), Seconds = Recorded(e.Seconds) },
            PauseEnded e => e with { Activity = mask.Apply(e.Activity) },
            _ => happened,
        };

    private DataNode Recorded(DataNode value) => RecordedValue.Of(mask.Apply(value));

    private string? Apply(string? text) => text is null ? null : mask.Apply(text);
}
