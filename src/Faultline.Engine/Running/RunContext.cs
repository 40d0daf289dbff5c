using Faultline.Abstractions.Data;
using Faultline.Abstractions.Secrets;
using Faultline.Engine.Configuration;
using Faultline.Engine.Journals;
using Faultline.Engine.Model;
using Faultline.Engine.Model.Events;
using Faultline.Engine.Running.Controls;
using Faultline.Engine.Running.Faults;

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
    private readonly bool _hasShortSecrets = SubstitutedTexts.HasShort(variables.Secrets);
    private int _calls;
    private volatile ResolvedVariables _variables = variables;
    private volatile Substitution _substitution = variables.ForEverything();
    private volatile SecretMask _mask = mask;
    private DataObject? _knownSecrets;

    /// <summary>The controls around its parts; null where there are none.</summary>
    public RunControls? Controls { get; set; }

    /// <summary>Its faults, and the changes that it undoes; null where there can be none.</summary>
    public RunFaults? Faults { get; set; }

    /// <summary>Whether the document's own rollbacks are being played, or were.</summary>
    public bool IsRollingBack { get; set; }

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
            _substitution = _variables.ForEverything();
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

    /// <summary>Hides secrets.</summary>
    public ISecretMask Mask => _mask;

    public string? OutputFolder => outputFolder;

    /// <summary>What is put in place of the variables of one activity.</summary>
    public Substitution SubstitutionFor(Activity activity) =>
        Variables is { IsStrict: true } strict
            ? new Substitution(strict.Configuration, strict.SecretsFor(activity.Provider))
            : Substitution;

    /// <summary>What is left out.</summary>
    public DryMode Dry => dry;

    /// <summary>Takes other values of the variables from here on; secrets that were ever known stay hidden.</summary>
    public void Change(ResolvedVariables changed)
    {
        lock (_lock)
        {
            _knownSecrets = DataObject.Of(("before", _knownSecrets ?? _variables.Secrets), ("now", changed.Secrets));
            _mask = new SecretMask(_knownSecrets, changed.Sensitive, changed.Sources);
            _variables = changed;
            _substitution = changed.ForEverything();
        }
    }

    /// <summary>Asks the run to end, as an activity may.</summary>
    public void Exit(int code) => exit(code);

    /// <summary>The number of the next call.</summary>
    public int NextCall() => Interlocked.Increment(ref _calls);

    /// <summary>The text without secrets, for what is cut or counted before it is written down.</summary>
    public string WithoutSecrets(string text) => _mask.Apply(text);

    /// <summary>The value without secrets.</summary>
    public DataObject WithoutSecrets(DataObject value) => (DataObject)_mask.Apply(value);

    /// <summary>What was put into a call, hidden as a whole in how it ended, where a secret in it is too short to be found.</summary>
    public ActivityEnded Hide(ActivityEnded ended, Activity activity) => _hasShortSecrets ? TextsOf(activity).Hide(ended) : ended;

    /// <summary>The same for a text about what a call answered.</summary>
    public string? Hide(string? text, Activity activity) => _hasShortSecrets && text is not null ? TextsOf(activity).Hide(text) : text;

    /// <summary>Writes an event down, without secrets.</summary>
    public void Append(RunEvent happened, bool durable = false) => log.Append(Masked(happened), durable);

    private SubstitutedTexts TextsOf(Activity activity) => new(SubstitutionFor(activity), activity.Provider);

    private RunEvent Masked(RunEvent happened) =>
        happened switch
        {
            ActivityEnded e => e with
            {
                Output = Recorded(e.Output),
                Message = Apply(e.Message),
                Trace = [.. e.Trace.Select(_mask.Apply)],
                Warnings = [.. e.Warnings.Select(_mask.Apply)],
                Unproven = Apply(e.Unproven),
            },
            ChangeRecorded e => e with
            {
                Activity = _mask.Apply(e.Activity),
                Change = e.Change with
                {
                    Resource = _mask.Apply(e.Change.Resource),
                    Namespace = Apply(e.Change.Namespace),
                    Name = _mask.Apply(e.Change.Name),
                    Before = (DataObject?)(e.Change.Before is null ? null : Recorded(e.Change.Before)),
                    Undo = _mask.Apply(e.Change.Undo),
                },
            },
            FaultCaptured or FaultApplied or FaultProven or FaultReported or FaultReverting or FaultReverted or FaultsLost =>
                FaultMask.Apply(happened, _mask),
            ActivityStarted e => e with { Activity = (DataObject)Recorded(e.Activity), Name = _mask.Apply(e.Name) },
            ToleranceJudged e => e with { Explanation = Apply(e.Explanation), Warnings = [.. e.Warnings.Select(_mask.Apply)] },
            ActivityAttempted e => e with { Why = _mask.Apply(e.Why) },
            OutputsGiven e => e with { Values = (DataObject)Recorded(e.Values) },
            StopRequested e => e with { Why = Apply(e.Why), Message = Apply(e.Message) },
            StepCrashed e => e with { Message = _mask.Apply(e.Message), Activity = Apply(e.Activity) },
            RunStarted e => e with
            {
                Title = _mask.Apply(e.Title),
                Document = (DataObject)RecordedValue.Of(_mask.ApplyToDocument(e.Document)),
                Source = _mask.Apply(e.Source),
            },
            HypothesisStarted e => e with { Title = _mask.Apply(e.Title) },
            HypothesisEnded e => e with { MissedBy = Apply(e.MissedBy) },
            RollbackReached e => e with { Name = Apply(e.Name) },
            PauseStarted e => e with { Activity = _mask.Apply(e.Activity), Seconds = Recorded(e.Seconds) },
            ControlFailed e => e with { Message = _mask.Apply(e.Message) },
            ControlChanged { Target: ControlTarget.Experiment } e => e with
            {
                Value = RecordedValue.Of(_mask.ApplyToDocument((DataObject)e.Value)),
            },
            ControlChanged e => e with { Value = Recorded(e.Value) },
            ActivityLeftOut e => e with { Activity = _mask.Apply(e.Activity) },
            SafeguardChecked e => e with { Probe = _mask.Apply(e.Probe), Explanation = Apply(e.Explanation) },
            PauseEnded e => e with { Activity = _mask.Apply(e.Activity) },
            _ => happened,
        };

    private DataNode Recorded(DataNode value) => RecordedValue.Of(_mask.Apply(value));

    private string? Apply(string? text) => text is null ? null : _mask.Apply(text);
}
