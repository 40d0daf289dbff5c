using Faultline.Abstractions.Data;
using Faultline.Engine.Configuration;
using Faultline.Engine.Journals;
using Faultline.Engine.Model.Events;

namespace Faultline.Engine.Running;

/// <summary>What all steps of one run share.</summary>
internal sealed class RunContext(
    EventLog log,
    SecretMask mask,
    Substitution substitution,
    ResolvedVariables variables,
    string? outputFolder
)
{
    private int _calls;

    public Substitution Substitution => substitution;

    public ResolvedVariables Variables => variables;

    public string? OutputFolder => outputFolder;

    /// <summary>The number of the next call.</summary>
    public int NextCall() => Interlocked.Increment(ref _calls);

    /// <summary>Writes an event down, without secrets.</summary>
    public void Append(RunEvent happened, bool durable = false) => log.Append(Masked(happened), durable);

    private RunEvent Masked(RunEvent happened) =>
        happened switch
        {
            ActivityEnded e => e with
            {
                Output = mask.Apply(e.Output),
                Message = Apply(e.Message),
                Trace = [.. e.Trace.Select(mask.Apply)],
                Warnings = [.. e.Warnings.Select(mask.Apply)],
                Unproven = Apply(e.Unproven),
            },
            ActivityStarted e => e with { Activity = (DataObject)mask.Apply(e.Activity), Name = mask.Apply(e.Name) },
            ToleranceJudged e => e with { Explanation = Apply(e.Explanation) },
            StepCrashed e => e with { Message = mask.Apply(e.Message) },
            RunStarted e => e with { Title = mask.Apply(e.Title), Document = mask.ApplyToDocument(e.Document) },
            _ => happened,
        };

    private string? Apply(string? text) => text is null ? null : mask.Apply(text);
}
