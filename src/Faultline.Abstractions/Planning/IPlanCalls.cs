using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Functions;

namespace Faultline.Abstractions.Planning;

/// <summary>Optional: a provider that can tell what a call would do if it were made now. It only looks: nothing is changed anywhere.</summary>
public interface IPlanCalls
{
    /// <summary>Whether the call may have targets that can be named; told from the call alone, at once.</summary>
    bool MayNameTargets(ActivityCall call);

    /// <summary>What the call would do. A look-up that fails is told in the answer, and is never an exception.</summary>
    /// <param name="call">The call, with every variable replaced that is known before the run.</param>
    /// <param name="context">The plan that the call is a part of.</param>
    /// <param name="stop">Ends the look-ups.</param>
    Task<CallPlan> PlanAsync(ActivityCall call, PlanContext context, CancellationToken stop);
}

/// <summary>Optional: a native function that can tell what a call of it would do if it were made now. As <see cref="IPlanCalls"/>.</summary>
public interface IPlanFunction
{
    /// <summary>What the call would do. A look-up that fails is told in the answer, and is never an exception.</summary>
    /// <param name="call">Arguments that fit the signature.</param>
    /// <param name="context">The plan that the call is a part of.</param>
    /// <param name="stop">Ends the look-ups.</param>
    Task<CallPlan> PlanAsync(FunctionCall call, PlanContext context, CancellationToken stop);
}
