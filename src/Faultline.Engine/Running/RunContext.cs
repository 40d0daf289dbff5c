using Faultline.Abstractions.Data;
using Faultline.Engine.Configuration;
using Faultline.Engine.Journals;
using Faultline.Engine.Model;
using Faultline.Engine.Model.Events;
using Faultline.Engine.Running.Controls;

namespace Faultline.Engine.Running;

/// <summary>What all steps of one run share.</summary>
internal sealed class RunContext(
    EventLog log,
    SecretMask mask,
    Substitution substitution,
    ResolvedVariables variables,
    string? outputFolder,
    DryMode dry,
    Action<int> exit
)
{
    private int _calls;

    /// <summary>The controls around its parts; null where there are none.</summary>
    public RunControls? Controls { get; set; }

    public Substitution Substitution => substitution;

    public ResolvedVariables Variables => variables;

    public string? OutputFolder => outputFolder;

    /// <summary>What is left out.</summary>
    public DryMode Dry => dry;

    /// <summary>Takes other values of the variables from here on; secrets that were ever known stay hidden.</summary>
    public void Change(ResolvedVariables changed)
    {
        mask = ReferenceEquals(changed.Secrets, variables.Secrets) ? mask : mask.With(changed.Secrets);
        substitution = new Substitution(changed.Configuration, changed.Secrets);
        variables = changed;
    }

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
            StopRequested e => e with { Why = Apply(e.Why), Message = Apply(e.Message) },
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
            ControlFailed e => e with { Message = mask.Apply(e.Message) },
            ControlChanged { Target: ControlTarget.Experiment } e => e with
            {
                Value = RecordedValue.Of(mask.ApplyToDocument((DataObject)e.Value)),
            },
            ControlChanged e => e with { Value = Recorded(e.Value) },
            ActivityLeftOut e => e with { Activity = mask.Apply(e.Activity) },
            SafeguardChecked e => e with { Probe = mask.Apply(e.Probe), Explanation = Apply(e.Explanation) },
            PauseEnded e => e with { Activity = mask.Apply(e.Activity) },
            _ => happened,
        };

    private DataNode Recorded(DataNode value) => RecordedValue.Of(mask.Apply(value));

    private string? Apply(string? text) => text is null ? null : mask.Apply(text);
}
