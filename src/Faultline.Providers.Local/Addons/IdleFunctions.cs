using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Functions;

namespace Faultline.Providers.Local.Addons;

/// <summary>A pause as an activity.</summary>
public sealed class IdleFunctions
{
    // No experiment waits for years; a number beyond is a mistake.
    private const double Longest = 1e8;

    private readonly TimeProvider _time;

    private IdleFunctions(TimeProvider time) => _time = time;

    /// <summary>The full name of every function.</summary>
    public static IReadOnlyList<string> AllNames => FunctionTables.IdleFunctions.Names;

    /// <summary>The functions.</summary>
    /// <param name="time">The clock.</param>
    public static IFunctionSource Source(TimeProvider time) => FunctionTables.IdleFunctions.Bind(_ => new IdleFunctions(time));

    /// <summary>Does nothing for a while; ends as soon as the run is stopped.</summary>
    /// <param name="duration">How long, in seconds; less than nothing is no pause.</param>
    /// <param name="stop">Ends the pause.</param>
    /// <exception cref="FunctionFailedException">The duration is more than three years.</exception>
    [Action("chaosaddons.utils.idle", Check = nameof(Check))]
    internal async Task IdleForAsync(double duration, CancellationToken stop)
    {
        if (!IsLength(duration))
        {
            throw new FunctionFailedException(Problem(duration));
        }

        for (var left = TimeSpan.FromSeconds(Math.Max(0, duration)); left > TimeSpan.Zero; left -= TimeSpan.FromDays(1))
        {
            // A timer waits 49 days at most.
            await Task.Delay(left < TimeSpan.FromDays(1) ? left : TimeSpan.FromDays(1), _time, stop);
        }
    }

    internal static IEnumerable<CallProblem> Check(KnownArguments arguments)
    {
        if (arguments.TryGet("duration", out double duration) && !IsLength(duration))
        {
            yield return arguments.Error("duration", Problem(duration), "give the seconds of a pause that ends");
        }
    }

    // Not a number is no length either.
    private static bool IsLength(double duration) => duration < Longest;

    private static string Problem(double duration) => $"nobody waits for {DataNumber.From(duration).Text} seconds";
}
