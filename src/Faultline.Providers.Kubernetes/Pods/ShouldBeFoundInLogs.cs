using System.Text.RegularExpressions;
using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Functions;

namespace Faultline.Providers.Kubernetes.Pods;

/// <summary>Searches the logs that <see cref="ReadPodLogs"/> read; a tolerance, which the engine hands that probe's answer to.</summary>
internal static class ShouldBeFoundInLogs
{
    /// <summary>Tells whether a pattern is found in logs that were read before.</summary>
    /// <param name="pattern">What to search for: a regular expression that is found anywhere in a log.</param>
    /// <param name="allContainers">Whether it must be found in every log, rather than in one of them.</param>
    /// <param name="value">The logs by the names of their pods, as read_pod_logs answers them; put in where the function is a tolerance.</param>
    [Probe("chaosk8s.pod.probes", Name = "should_be_found_in_logs", Check = nameof(Check), Returns = "boolean")]
    public static ActivityOutcome SearchLogs(string pattern, bool allContainers = true, DataNode? value = null)
    {
        if (PythonPattern.Problem(pattern, "pattern") is { } problem)
        {
            return new ActivityOutcome.Failed(problem);
        }

        if (value is not DataObject { Members.Length: > 0 } logs)
        {
            return new ActivityOutcome.Failed("no logs to search from");
        }

        var expression = PythonPattern.Create(pattern);
        try
        {
            var found = logs.Members.Count(log => log.Value is DataString text && expression.IsMatch(text.Value));
            return FunctionOutput.Of(allContainers ? found == logs.Members.Length : found > 0);
        }
        catch (RegexMatchTimeoutException)
        {
            return new ActivityOutcome.Crashed($"the pattern '{pattern}' takes too long to match. Write it more simply.");
        }
    }

    internal static IEnumerable<CallProblem> Check(KnownArguments arguments)
    {
        if (arguments.TryGet("pattern", out string? pattern) && PythonPattern.Problem(pattern, "pattern") is { } wrong)
        {
            yield return arguments.Error("pattern", wrong, "correct it");
        }
    }
}
