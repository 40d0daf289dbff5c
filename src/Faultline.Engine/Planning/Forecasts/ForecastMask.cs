using System.Collections.Immutable;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Planning;
using Faultline.Engine.Configuration;

namespace Faultline.Engine.Planning.Forecasts;

/// <summary>Hides secrets in what providers tell of their calls.</summary>
internal static class ForecastMask
{
    public static CallPlan Apply(SecretMask mask, CallPlan call) =>
        call with
        {
            What = mask.Apply(call.What),
            Reason = Apply(mask, call.Reason),
            Reads = Apply(mask, call.Reads),
            Hosts = Apply(mask, call.Hosts),
            Warnings = Apply(mask, call.Warnings),
            Identity = call.Identity is { } who ? who with { Who = mask.Apply(who.Who), Where = mask.Apply(who.Where) } : null,
            Rights = [.. call.Rights.Select(right => right with { Reason = Apply(mask, right.Reason) })],
            Prerequisites =
            [
                .. call.Prerequisites.Select(one => one with { Name = mask.Apply(one.Name), Detail = Apply(mask, one.Detail) }),
            ],
            Bound = call.Bound with { Reason = mask.Apply(call.Bound.Reason) },
            Shares = [.. call.Shares.Select(share => share with { Of = mask.Apply(share.Of) })],
            Targets = [.. call.Targets.Select(target => Apply(mask, target))],
        };

    private static PlannedTarget Apply(SecretMask mask, PlannedTarget target) =>
        target with
        {
            Name = mask.Apply(target.Name),
            Change = mask.Apply(target.Change),
            Undo = Apply(mask, target.Undo),
            Labels = (DataObject)mask.Apply((DataNode)target.Labels),
        };

    private static string? Apply(SecretMask mask, string? text) => text is null ? null : mask.Apply(text);

    private static ImmutableArray<string> Apply(SecretMask mask, ImmutableArray<string> texts) => [.. texts.Select(mask.Apply)];
}
