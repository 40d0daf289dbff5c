using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Faults;
using Faultline.Abstractions.Functions;
using Faultline.Abstractions.Planning;

namespace Faultline.Providers.Local.Native;

/// <summary>What a fault would do: it is captured, which only looks, and goes no further.</summary>
internal static class FaultPlans
{
    public static async Task<CallPlan> PlanAsync(ActivityCall call, IFunction function, CancellationToken stop)
    {
        var (options, _) = FaultOptions.Read(call.Provider);
        var head = new CallPlan
        {
            What = function.Signature.FullName + " (fault)",
            Knowledge = TargetKnowledge.NoTarget,
            Bound = Bound(options),
        };
        try
        {
            var arguments = call.Provider["arguments"] as DataObject ?? DataObject.Empty;
            var fault = await FaultBinding.BindAsync(function, arguments, call.Configuration);
            var context = new FaultContext
            {
                Id = "fl-plan",
                Run = "plan",
                Target = options.Target,
                Duration = options.Duration,
                Seed = options.Seed ?? 0,
            };
            return Of(head, await fault.CaptureAsync(context, stop), options);
        }
        catch (FaultRefusedException e)
        {
            return head with { Reason = e.Remedy is null ? e.Message : $"{e.Message}. {e.Remedy}" };
        }
        catch (OperationCanceledException)
        {
            return head with { Knowledge = TargetKnowledge.Unknown, Reason = "there was no time to look" };
        }
    }

    private static CallPlan Of(CallPlan head, CapturedFault captured, FaultOptions options)
    {
        var undo = captured.Irreversible ?? (captured.Undo.IsDefaultOrEmpty ? null : string.Join("; ", captured.Undo));
        var warnings = captured.Limits.ToList();
        if (captured.Irreversible is { } reason)
        {
            warnings.Add($"this can't be undone: {reason}");
        }

        return head with
        {
            Knowledge = TargetKnowledge.Known,
            What =
                $"{head.What}: {captured.What}" + (captured.Backend is { } backend ? $", by {backend}" : "") + $", until {Until(options)}",
            Targets =
            [
                .. captured.Claims.Select(claim => new PlannedTarget(claim.Identity.Split(':')[0], claim.Words)
                {
                    Identity = claim.Identity,
                    Change = captured.What,
                    Undo = undo,
                    CanBeUndone = captured.Irreversible is null,
                }),
            ],
            Warnings = [.. warnings],
        };
    }

    private static string Until(FaultOptions options) =>
        options.Until switch
        {
            FaultUntil.Duration => $"{Seconds(options.Duration)} s are over",
            FaultUntil.Method => "the method ends",
            FaultUntil.Hypothesis => "the hypothesis was evaluated after the method",
            FaultUntil.Rollbacks => "the run ends",
            _ => throw new System.Diagnostics.UnreachableException(options.Until.ToString()),
        };

    private static CallBound Bound(FaultOptions options) =>
        options is { Until: FaultUntil.Duration, Duration: { } duration }
            ? new CallBound(duration + TimeSpan.FromSeconds(30), "its duration, and half a minute to apply, prove and revert it")
            : new CallBound(TimeSpan.FromSeconds(30), "to apply and prove it");

    private static string Seconds(TimeSpan? span) =>
        (span?.TotalSeconds ?? 0).ToString("0.###", System.Globalization.CultureInfo.InvariantCulture);
}
