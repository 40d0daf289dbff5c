using System.Collections.Immutable;
using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Planning;
using Faultline.Engine.Planning.Forecasts;

namespace Faultline.Cli.Rendering.Plans;

/// <summary>One step as people read it.</summary>
internal static class StepOutline
{
    private const int MostShown = 12;

    /// <param name="step">The step.</param>
    /// <param name="tellsUndo">Whether what brings its targets back is of interest.</param>
    public static OutlineItem Of(ForecastStep step, bool tellsUndo)
    {
        var kind = step.Step.Activity?.Kind == ActivityKind.Probe ? "probe" : "action";
        var background = step.Step.Background ? ", in the background" : "";
        var reference = step.Step.Reference is null ? "" : ", by reference";
        return new OutlineItem($"{kind} '{step.Name}'{reference}{background}", [.. Facts(step, tellsUndo)]);
    }

    private static IEnumerable<OutlineItem> Facts(ForecastStep step, bool tellsUndo)
    {
        var call = step.Call;
        if (step.Pauses.Before > TimeSpan.Zero)
        {
            yield return new OutlineItem($"waits: {PlanWords.Time(step.Pauses.Before)} before");
        }

        yield return new OutlineItem("calls: " + call.What);
        if (call.Reads is { } reads)
        {
            yield return new OutlineItem("reads: " + reads);
        }

        foreach (var target in Targets(step))
        {
            yield return target;
        }

        foreach (var share in call.Shares)
        {
            yield return new OutlineItem(
                $"share: {share.Hit} of {share.Total} {share.Unit} of {share.Of} ({share.Percent} %); {share.Ready} ready now"
            );
        }

        var undo = tellsUndo ? call.Targets.Where(target => target.Undo is not null).Select(PlanWords.Undo) : [];
        foreach (var text in undo.Distinct().Take(MostShown))
        {
            yield return new OutlineItem(text);
        }

        if (!call.Rights.IsEmpty)
        {
            yield return new OutlineItem("needs the rights: " + string.Join(", ", call.Rights.Select(PlanWords.RightWithAnswer)));
        }

        foreach (var needed in call.Prerequisites)
        {
            yield return new OutlineItem(
                $"needs the {needed.Kind} '{needed.Name}': "
                    + (needed.IsMet ? needed.Detail ?? "there" : "missing" + (needed.Detail is null ? "" : $"; {needed.Detail}"))
            );
        }

        yield return new OutlineItem(
            "takes: "
                + (
                    step.Bound.AtMost is { } most
                        ? $"at most {PlanWords.Time(most)} ({step.Bound.Reason})"
                        : $"no limit: {step.Bound.Reason}"
                )
        );
        if (step.Pauses.After > TimeSpan.Zero)
        {
            yield return new OutlineItem($"waits: {PlanWords.Time(step.Pauses.After)} after");
        }

        foreach (var warning in call.Warnings)
        {
            yield return new OutlineItem("warning: " + warning);
        }
    }

    private static IEnumerable<OutlineItem> Targets(ForecastStep step)
    {
        var call = step.Call;
        switch (call.Knowledge)
        {
            case TargetKnowledge.Unknown:
                yield return new OutlineItem("hits: unknown: " + call.Reason);
                break;
            case TargetKnowledge.NoTarget:
                yield return new OutlineItem("hits: nothing: " + call.Reason);
                break;
            case TargetKnowledge.NotLooked:
                yield return new OutlineItem("hits: not looked up");
                break;
            case TargetKnowledge.Opaque:
                yield return new OutlineItem("hits: " + (call.Reason ?? "not known"));
                break;
            case TargetKnowledge.Known:
                yield return new OutlineItem("hits: " + Headline(call), [.. Shown(call.Targets)]);
                break;
        }
    }

    private static string Headline(CallPlan call)
    {
        var kinds = call
            .Targets.GroupBy(target => target.Kind)
            .Select(group =>
                call.ByChance is { } chance && chance.Kind == group.Key
                    ? $"{chance.Count} of these {PlanWords.Count(group.Count(), group.Key)}, chosen at random ({chance.Asked})"
                    : PlanWords.Count(group.Count(), group.Key)
            );
        return string.Join(" and ", kinds);
    }

    private static IEnumerable<OutlineItem> Shown(ImmutableArray<PlannedTarget> targets)
    {
        foreach (var target in targets.Take(targets.Length > MostShown ? MostShown - 2 : MostShown))
        {
            yield return new OutlineItem($"{PlanWords.Target(target)}: {target.Change}");
        }

        if (targets.Length > MostShown)
        {
            yield return new OutlineItem($"and {targets.Length - MostShown + 2} more (--format json has all)");
        }
    }
}
