using Faultline.Abstractions.Data;
using Faultline.Abstractions.Secrets;
using Faultline.Engine.Configuration;
using Faultline.Engine.Journals;
using Faultline.Engine.Model;
using Faultline.Engine.Model.Events;

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
    private readonly bool _hasShortSecrets = SubstitutedTexts.HasShort(variables.Secrets);
    private int _calls;

    public Substitution Substitution => substitution;

    public ResolvedVariables Variables => variables;

    public ISecretMask Mask => mask;

    public string? OutputFolder => outputFolder;

    /// <summary>What is put in place of the variables of one activity.</summary>
    public Substitution SubstitutionFor(Activity activity) =>
        variables.IsStrict ? new Substitution(variables.Configuration, variables.SecretsFor(activity.Provider)) : substitution;

    /// <summary>What is left out.</summary>
    public DryMode Dry => dry;

    /// <summary>Asks the run to end, as an activity may.</summary>
    public void Exit(int code) => exit(code);

    /// <summary>The number of the next call.</summary>
    public int NextCall() => Interlocked.Increment(ref _calls);

    /// <summary>The text without secrets, for what is cut or counted before it is written down.</summary>
    public string WithoutSecrets(string text) => mask.Apply(text);

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
