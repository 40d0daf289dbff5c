using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Functions;
using Faultline.Abstractions.Planning;
using Faultline.Providers.Local.Python;

namespace Faultline.Providers.Local.Native;

/// <summary>Calls of functions of the catalogue, whichever provider's name an activity calls them by.</summary>
internal static class NativeCalls
{
    public static FunctionCall Of(ActivityCall call) =>
        new(call.Provider["arguments"] as DataObject ?? DataObject.Empty, InterpretedFunctions.SecretsOf(call), call.Configuration)
        {
            ActivityName = call.Name,
            HasTolerance = call.HasTolerance,
            Changes = call.Changes,
            Faults = call.Faults,
        };

    /// <summary>What a call would do, as far as the function tells.</summary>
    public static async Task<CallPlan> PlanAsync(ActivityCall call, IFunction native, PlanContext context, CancellationToken stop) =>
        native.Signature.IsFault ? await FaultPlans.PlanAsync(call, native, stop)
        : native is IPlanFunction plans ? await plans.PlanAsync(Of(call), context, stop)
        : new CallPlan
        {
            What = native.Signature.FullName + " (native)",
            Knowledge = call.Kind == ActivityKind.Probe ? TargetKnowledge.None : TargetKnowledge.Opaque,
            Reason = call.Kind == ActivityKind.Probe ? null : "the function does not tell beforehand",
        };

    /// <summary>Arguments that are missing, unknown, or wrong.</summary>
    public static IEnumerable<CallProblem> Check(ActivityCall call, IFunction native)
    {
        var signature = native.Signature;
        var arguments = call.Provider["arguments"] as DataObject ?? DataObject.Empty;
        var names = signature.Parameters.Select(parameter => parameter.Name).ToList();
        foreach (var missing in signature.Parameters.Where(p => p.Default is null && !arguments.Has(p.Name)))
        {
            yield return InterpretedChecks.Missing(call, missing.Name, signature.Name);
        }

        foreach (
            var member in arguments.Members.Where(member => !names.Contains(member.Key) && member.Key is not ("secrets" or "configuration"))
        )
        {
            yield return InterpretedChecks.Unexpected(member.Key, member.Value, signature.Name, names.Where(name => !arguments.Has(name)));
        }

        foreach (var problem in (native as ICheckArguments)?.Check(arguments) ?? [])
        {
            yield return problem;
        }
    }
}
