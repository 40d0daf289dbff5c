using System.Collections.Immutable;
using System.Globalization;
using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Engine.Documents;
using Faultline.Engine.Model;
using Faultline.Engine.Model.Tolerances;

namespace Faultline.Engine.Running;

/// <summary>Whether a result is within its tolerance.</summary>
/// <param name="Met">Whether it is; null where that can't be told.</param>
/// <param name="Explanation">What was expected and what was found, or why it can't be told; null where it is met.</param>
internal sealed record Judgement(bool? Met, string? Explanation)
{
    /// <summary>What a probe that judged another warned of.</summary>
    public ImmutableArray<string> Warnings { get; init; } = [];
}

/// <summary>Holds the output of a probe against a tolerance (reference specification §6).</summary>
internal sealed class ToleranceJudge(ActivityCaller caller)
{
    // An explanation is a line of a log, not a second copy of the output.
    private const int Longest = 200;

    public async Task<Judgement> JudgeAsync(DataNode declared, DataNode output, RunContext run, CancellationToken stop)
    {
        // A text may stand for a value of any type; nothing else is replaced as a whole.
        var node = declared is DataString ? run.Substitution.Apply(declared) : declared;
        var shown = declared is DataString ? run.Substitution.Masked.Apply(declared) : declared;
        var problems = new Diagnostics("");
        if (new ToleranceReader(problems, new StepReader(problems)).Read(node, "$") is not { } tolerance)
        {
            return new Judgement(
                null,
                $"the tolerance {Shown(run, shown)} can't be used: {problems.All.First(p => p.Severity != DiagnosticSeverity.Warning).Message}"
            );
        }

        var judgement = await JudgeAsync(tolerance, output, run, stop);
        return judgement is { Met: false } && declared is DataString && run.Substitution.TakesSecret(declared)
            ? judgement with
            {
                Explanation = $"expected {Shown(run, run.Substitution.Masked.Apply(declared))}, found {Shown(run, output)}",
            }
            : judgement;
    }

    private async Task<Judgement> JudgeAsync(Tolerance tolerance, DataNode output, RunContext run, CancellationToken stop) =>
        tolerance switch
        {
            Tolerance.EqualTo equal => Equal(equal.Expected, output, run),
            Tolerance.OneOf list => OneOf(list, output, run),
            Tolerance.Matches regex => Matches(regex, output, run),
            Tolerance.JsonPathFinds path => Finds(path, output, run),
            Tolerance.Between range => Between(range, output, run),
            Tolerance.AcceptedBy probe => await AcceptedAsync(probe.Probe, output, run, stop),
            _ => throw new System.Diagnostics.UnreachableException(tolerance.GetType().Name),
        };

    private static Judgement Equal(DataNode expected, DataNode output, RunContext run)
    {
        var status = expected is DataNumber ? (output as DataObject)?["status"] : null;
        return Verdict(
            PythonComparison.Equal(status ?? output, expected),
            () =>
                status is null
                    ? $"expected {Shown(run, expected)}, found {Shown(run, output)}"
                    : $"expected status {Shown(run, expected)}, found {Shown(run, status)}"
        );
    }

    private static Judgement OneOf(Tolerance.OneOf tolerance, DataNode output, RunContext run)
    {
        var values = tolerance.Values;
        var shown = Shown(run, new DataArray(values));
        if (output is DataObject mapping && mapping.TryGet("status", out var status))
        {
            return Verdict(
                PythonComparison.IsIn(status, new DataArray(values)),
                () => $"expected a status of {shown}, found {Shown(run, status)}"
            );
        }

        if (values.Length != 2)
        {
            return Verdict(
                PythonComparison.IsIn(output, new DataArray(values)),
                () => $"expected one of {shown}, found {Shown(run, output)}"
            );
        }

        var between = PythonComparison.Between(values[0], output, values[1]);
        return between.NotComparable is { } reason
            ? new Judgement(null, reason)
            : Verdict(
                between.Holds,
                () => $"expected a value from {Shown(run, values[0])} to {Shown(run, values[1])}, found {Shown(run, output)}"
            );
    }

    private static Judgement Matches(Tolerance.Matches tolerance, DataNode output, RunContext run)
    {
        var value = Targeted(tolerance.Target, output, run, out var problem);
        var pattern = PythonText.Str(run.Substitution.Apply(tolerance.Pattern));
        var shown = PythonText.Str(run.Substitution.Masked.Apply(tolerance.Pattern));
        if (value is null)
        {
            return new Judgement(null, problem);
        }

        if (value is not DataString text)
        {
            return new Judgement(null, $"a pattern is searched in a text, and the value is {value.Kind}: {Shown(run, value)}");
        }

        if (!PythonPattern.TryCreate(pattern, out var compiled, out var reason))
        {
            return new Judgement(null, $"the pattern {shown} is invalid: {reason}");
        }

        try
        {
            return Verdict(compiled.IsFoundIn(text.Value), () => $"expected a match of {shown}, found {Shown(run, value)}");
        }
        catch (ToleranceLimitException e)
        {
            return new Judgement(null, e.Message);
        }
    }

    private static Judgement Finds(Tolerance.JsonPathFinds tolerance, DataNode output, RunContext run)
    {
        var value = Targeted(tolerance.Target, output, run, out var problem);
        if (value is null)
        {
            return new Judgement(null, problem);
        }

        var path = PythonText.Str(run.Substitution.Apply(tolerance.Path));
        var shownPath = PythonText.Str(run.Substitution.Masked.Apply(tolerance.Path));
        if (!JsonPath.TryParse(path, out var parsed, out var error))
        {
            return new Judgement(null, $"the JSON path {shownPath} is invalid at column {error.Column}: {error.Message}");
        }

        DataArray found;
        try
        {
            found = DataArray.Of(parsed.Find(Parsed(value)));
        }
        catch (ToleranceLimitException e)
        {
            return new Judgement(null, $"the JSON path {shownPath} can't be followed: {e.Message}");
        }

        if (tolerance.Expect is { } declared)
        {
            var expected = run.Substitution.Apply(declared);
            var list = expected as DataArray ?? DataArray.Of([expected]);
            var shown = run.Substitution.Masked.Apply(declared);
            return Verdict(
                PythonComparison.Equal(found, list),
                () => $"expected {shownPath} to be {Shown(run, shown as DataArray ?? DataArray.Of([shown]))}, found {Shown(run, found)}"
            );
        }

        return tolerance.Count is { } count
            ? Verdict(
                PythonComparison.Equal(DataNumber.From(found.Items.Length), count),
                () => $"expected {Shown(run, count)} matches of {shownPath}, found {found.Items.Length}"
            )
            : Verdict(found.Items.Length > 0, () => $"expected a match of {shownPath}, found none");
    }

    private static Judgement Between(Tolerance.Between tolerance, DataNode output, RunContext run)
    {
        var value = Targeted(tolerance.Target, output, run, out var problem);
        if (value is null)
        {
            return new Judgement(null, problem);
        }

        var number = PythonComparison.ToDecimal(value);
        if (number.Refusal is { } refusal)
        {
            return new Judgement(null, $"a range takes a number, and the value is {value.Kind}: {refusal}");
        }

        var explanation = () =>
            $"expected a number from {Shown(run, tolerance.Low)} to {Shown(run, tolerance.High)}, found {Shown(run, value)}";
        if (number.Value is not { } exact)
        {
            return new Judgement(false, explanation());
        }

        var between = PythonComparison.Between(Bound(tolerance.Low), exact, Bound(tolerance.High));
        return between.NotComparable is { } reason ? new Judgement(null, reason) : Verdict(between.Holds, explanation);

        static ExactDecimal Bound(DataNode bound) => PythonComparison.ToDecimal(bound).Value!;
    }

    private async Task<Judgement> AcceptedAsync(Activity probe, DataNode output, RunContext run, CancellationToken stop)
    {
        if (probe.Provider["arguments"] is not DataObject arguments)
        {
            return new Judgement(null, $"the probe '{probe.Name}' of the tolerance has no 'arguments' object to take the value");
        }

        // A copy of the probe: the document, and with it the journal, keeps what its author wrote.
        var outcome = await caller.CallWithValueAsync(probe, arguments, output, run, stop);
        var judgement = outcome switch
        {
            ActivityOutcome.Succeeded { Output: var answer } succeeded => Verdict(
                succeeded.Truth ?? PythonComparison.IsTruthy(answer),
                () => $"the probe '{probe.Name}' of the tolerance answered {Shown(run, answer)} to {Shown(run, output)}"
            ),
            ActivityOutcome.Failed failed => new Judgement(false, $"the probe '{probe.Name}' of the tolerance failed: {failed.Message}"),
            ActivityOutcome.Crashed crashed => new Judgement(
                null,
                $"the probe '{probe.Name}' of the tolerance could not run: {crashed.Message}"
            ),
            _ => new Judgement(null, $"the probe '{probe.Name}' of the tolerance was stopped"),
        };
        return judgement with { Warnings = outcome.Warnings };
    }

    // The part of the output that the tolerance names, or the whole where the output has no such part.
    private static DataNode? Targeted(string? target, DataNode output, RunContext run, out string? problem)
    {
        problem = null;
        if (target is null)
        {
            return output;
        }

        if (output is DataObject mapping)
        {
            return mapping[target] ?? output;
        }

        problem = $"the tolerance looks at '{target}', and the output is {output.Kind} without parts: {Shown(run, output)}";
        return null;
    }

    private static DataNode Parsed(DataNode value)
    {
        if (value is not DataString text)
        {
            return value;
        }

        try
        {
            return JsonText.Parse(text.Value);
        }
        catch (DataSyntaxException)
        {
            return value;
        }
    }

    private static Judgement Verdict(bool met, Func<string> explanation) => new(met, met ? null : explanation());

    private static string Shown(RunContext run, DataNode value)
    {
        // Half a secret at the cut would not be recognised any more.
        var text = run.WithoutSecrets(PythonText.Repr(value));
        var cut = char.IsHighSurrogate(text.ElementAtOrDefault(Longest - 1)) ? Longest - 1 : Longest;
        return text.Length <= Longest ? text : string.Create(CultureInfo.InvariantCulture, $"{text[..cut]}… ({text.Length} characters)");
    }
}
