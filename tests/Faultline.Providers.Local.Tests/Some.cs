using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;

namespace Faultline.Providers.Local.Tests;

/// <summary>What the tests of all providers say in the same words.</summary>
internal static class Some
{
    public static DataObject Object(string json) => (DataObject)JsonText.Parse(json);

    /// <summary>A call of the activity 'ask' with the given provider.</summary>
    public static ActivityCall Call(string provider) =>
        new()
        {
            Name = "ask",
            Kind = ActivityKind.Probe,
            Provider = Object(provider),
        };

    /// <summary>The kind of outcome and its text, for whole comparisons.</summary>
    public static string Line(this ActivityOutcome outcome) =>
        outcome switch
        {
            ActivityOutcome.Succeeded done => $"succeeded {done.Output}",
            ActivityOutcome.Failed failed => "failed: " + failed.Message,
            ActivityOutcome.Crashed crashed => "crashed: " + crashed.Message,
            _ => "stopped",
        };

    /// <summary>One member of the output of a call that succeeded.</summary>
    public static DataNode? Output(this ActivityOutcome outcome, string key) =>
        ((DataObject)outcome.ShouldBeOfType<ActivityOutcome.Succeeded>(outcome.Line()).Output)[key];

    public static string? Unproven(this ActivityOutcome outcome) => outcome.ShouldBeOfType<ActivityOutcome.Succeeded>().Unproven;

    /// <summary>"severity place message remedy" of each problem.</summary>
    public static IEnumerable<string> Lines(this IEnumerable<CallProblem> problems) =>
        problems.Select(problem =>
            $"{problem.Severity} at {problem.Where?.Position?.ToString() ?? "-"}: {problem.Message}"
            + (problem.Remedy is null ? "" : " | " + problem.Remedy)
        );

    /// <summary>Returns as soon as the condition holds; the test's time limit ends it where it never does.</summary>
    public static async Task Until(Func<bool> holds)
    {
        while (!holds())
        {
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }
}
