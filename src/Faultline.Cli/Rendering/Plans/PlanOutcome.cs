using System.Collections.Immutable;
using Faultline.Engine.Model;
using Faultline.Engine.Planning.Forecasts;
using Faultline.Engine.Planning.Policies;

namespace Faultline.Cli.Rendering.Plans;

/// <summary>The plan of one document, judged.</summary>
/// <param name="Source">The document.</param>
/// <param name="Forecast">What a run would do; null where nothing can be told.</param>
/// <param name="Diagnostics">What is wrong or dubious with the document.</param>
/// <param name="Rules">What the policies say.</param>
internal sealed record PlanOutcome(
    string Source,
    Forecast? Forecast,
    ImmutableArray<Diagnostic> Diagnostics,
    ImmutableArray<RuleResult> Rules
)
{
    /// <summary>What is wrong with the document itself, wherever it is run.</summary>
    public IEnumerable<Diagnostic> Errors =>
        Diagnostics.Where(diagnostic => diagnostic is { Severity: not DiagnosticSeverity.Warning, IsMissingHere: false });

    /// <summary>Values that the document needs and this machine lacks; the forecast itself knows of programs and modules.</summary>
    public IEnumerable<Diagnostic> MissingValues =>
        Diagnostics.Where(diagnostic =>
            diagnostic.IsMissingHere
            && (
                diagnostic.Path?.StartsWith("$.configuration", StringComparison.Ordinal) == true
                || diagnostic.Path?.StartsWith("$.secrets", StringComparison.Ordinal) == true
            )
        );

    /// <summary>Why the run would not do what it says; empty where all is well.</summary>
    public ImmutableArray<string> Obstacles =>
        Forecast is null
            ? []
            :
            [
                .. Forecast.Obstacles,
                .. MissingValues.Select(one => one.Message + (one.Remedy is null ? "" : $". {one.Remedy}")).Distinct(),
            ];

    /// <summary>What <c>plan</c> exits with: an invalid document first, then a refusal, then what is missing or not known.</summary>
    public int ExitCode =>
        Forecast is null || Errors.Any() ? ExitCodes.Usage
        : Rules.Any(rule => rule.IsRefusal) ? ExitCodes.Refused
        : Obstacles.Length > 0 ? ExitCodes.Inconclusive
        : 0;

    /// <summary>The end of the plan in a sentence.</summary>
    public string Verdict =>
        ExitCode switch
        {
            0 => Forecast!.Steps.Any(step => step.Call.Knowledge == Abstractions.Planning.TargetKnowledge.NotLooked)
                ? "The plan is good as far as it was looked into: targets were not looked up."
                : "The plan is good.",
            ExitCodes.Usage => "The document is not valid: nothing would be run.",
            ExitCodes.Refused => "Refused by policy: "
                + string.Join(", ", Rules.Where(rule => rule.IsRefusal).Select(rule => $"'{rule.Policy}' ({rule.Rule})").Distinct())
                + ".",
            _ => "Not ready: the run would not do all that it says, or it can't be told.",
        };
}
