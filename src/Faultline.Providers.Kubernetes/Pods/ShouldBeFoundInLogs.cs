using System.Text.RegularExpressions;
using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Providers.Kubernetes.Functions;

namespace Faultline.Providers.Kubernetes.Pods;

/// <summary>Searches the logs that <see cref="ReadPodLogs"/> read; a tolerance, which the engine hands that probe's answer to.</summary>
internal static class ShouldBeFoundInLogs
{
    private static readonly Parameter<string> Pattern = Parameter.Text(
        "pattern",
        "What to search for: a regular expression that is found anywhere in a log."
    );

    private static readonly Parameter<bool> AllLogs = Parameter.Flag(
        "all_containers",
        true,
        "Whether it must be found in every log, rather than in one of them."
    );

    private static readonly Parameter<DataNode?> Value = Parameter.Any(
        "value",
        "The logs by the names of their pods, as read_pod_logs answers them; put in where the function is a tolerance."
    );

    public static FunctionEntry Entry { get; } =
        FunctionEntry.Probe(
            "chaosk8s.pod.probes",
            "should_be_found_in_logs",
            "Tells whether a pattern is found in logs that were read before.",
            [Pattern, AllLogs, Value],
            (call, _) => Task.FromResult(Run(call)),
            Check
        ) with
        {
            NeedsCluster = false,
        };

    private static ActivityOutcome Run(KubernetesCall call)
    {
        var pattern = call.Get(Pattern);
        if (PythonPattern.Problem(pattern, "pattern") is { } problem)
        {
            return new ActivityOutcome.Failed(problem);
        }

        if (call.Get(Value) is not DataObject { Members.Length: > 0 } logs)
        {
            return new ActivityOutcome.Failed("no logs to search from");
        }

        var expression = PythonPattern.Create(pattern);
        try
        {
            var found = logs.Members.Count(log => log.Value is DataString text && expression.IsMatch(text.Value));
            return Outcomes.Of(call.Get(AllLogs) ? found == logs.Members.Length : found > 0);
        }
        catch (RegexMatchTimeoutException)
        {
            return new ActivityOutcome.Crashed($"the pattern '{pattern}' takes too long to match. Write it more simply.");
        }
    }

    private static IEnumerable<CallProblem> Check(CheckedArguments arguments)
    {
        if (arguments.TryGet(Pattern, out var pattern) && PythonPattern.Problem(pattern, "pattern") is { } wrong)
        {
            yield return arguments.Error(Pattern, wrong, "correct it");
        }
    }
}
