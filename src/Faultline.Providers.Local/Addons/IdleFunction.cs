using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Functions;

namespace Faultline.Providers.Local.Addons;

/// <summary><c>chaosaddons.utils.idle.idle_for</c>: a pause as an activity, which ends as soon as the run is stopped.</summary>
public sealed class IdleFunction(TimeProvider time) : IFunction, ICheckArguments
{
    // No experiment waits for years; a number beyond is a mistake.
    private const double Longest = 1e8;

    /// <inheritdoc/>
    public FunctionSignature Signature { get; } =
        new()
        {
            Module = "chaosaddons.utils.idle",
            Name = "idle_for",
            Kind = ActivityKind.Action,
            Summary = "Does nothing for a while.",
            Parameters = [new FunctionParameter("duration", "number", null, "How long, in seconds.")],
        };

    /// <inheritdoc/>
    public async Task<ActivityOutcome> CallAsync(FunctionCall call, CancellationToken stop)
    {
        if (Length(call.Arguments["duration"]) is not { } length)
        {
            return new ActivityOutcome.Failed($"a duration is a number of seconds, and this is {Shown(call.Arguments["duration"])}");
        }

        for (var left = length; left > TimeSpan.Zero; left -= TimeSpan.FromDays(1))
        {
            // A timer waits 49 days at most.
            await Task.Delay(left < TimeSpan.FromDays(1) ? left : TimeSpan.FromDays(1), time, stop);
        }

        return new ActivityOutcome.Succeeded(DataNull.Instance);
    }

    /// <inheritdoc/>
    public IEnumerable<CallProblem> Check(DataObject arguments)
    {
        if (arguments["duration"] is { } duration and not DataString && Length(duration) is null)
        {
            yield return new CallProblem($"a duration is a number of seconds, and this is {Shown(duration)}") { Where = duration };
        }
    }

    // Less than nothing is no pause, as in the reference.
    private static TimeSpan? Length(DataNode? duration) =>
        duration is DataNumber number && number.ToDouble() is var seconds and < Longest ? TimeSpan.FromSeconds(Math.Max(0, seconds)) : null;

    private static string Shown(DataNode? value) => value is null ? "missing" : PythonText.Repr(value);
}
