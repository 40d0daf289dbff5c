using System.Collections.Immutable;
using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Planning;

namespace Faultline.Providers.Local.Python;

/// <summary>What is known of a function that is none of our own: whether it can be called, and no more.</summary>
internal static class PythonPlans
{
    /// <summary>The plan of a call.</summary>
    /// <param name="call">The call.</param>
    /// <param name="function">Module and function, joined by a dot.</param>
    /// <param name="interpreter">Where the interpreter is; null where there is none.</param>
    /// <param name="problems">What the interpreter has to say of the call.</param>
    public static CallPlan Of(ActivityCall call, string function, string? interpreter, IReadOnlyList<CallProblem> problems)
    {
        var isProbe = call.Kind == ActivityKind.Probe;
        var module = call.Provider.Text("module") ?? "";
        var missing = problems.FirstOrDefault(problem => problem.Where is not null && problem.Where == call.Provider["module"]);
        var wrong = problems.FirstOrDefault(problem => problem.Severity != CallProblemSeverity.Warning);
        ImmutableArray<Prerequisite> needed =
        [
            new("program", "python3", interpreter is not null, interpreter ?? "install Python, or add its folder to PATH"),
            .. interpreter is null
                ? ImmutableArray<Prerequisite>.Empty
                : [new Prerequisite("module", module, missing is null, missing is null ? null : missing.Remedy ?? missing.Message)],
        ];
        return new CallPlan
        {
            What = $"{function} ({(interpreter is null ? "Python" : interpreter)})",
            Knowledge =
                wrong is not null ? TargetKnowledge.Unknown
                : isProbe ? TargetKnowledge.None
                : TargetKnowledge.Opaque,
            Reason =
                wrong is not null ? wrong.Message
                : isProbe ? null
                : "what a Python function does is not known",
            Prerequisites = needed,
            Bound = CallBound.Unbounded("a Python function has no limit of its own"),
        };
    }
}
