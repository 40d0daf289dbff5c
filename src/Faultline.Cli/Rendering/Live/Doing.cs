using Faultline.Abstractions.Activities;

namespace Faultline.Cli.Rendering.Live;

/// <summary>One of the things that a run is doing right now.</summary>
/// <param name="Short">What, for a line of its own.</param>
/// <param name="Clock">For how long, or how long still.</param>
/// <param name="Words">Both, for a sentence.</param>
internal sealed record Doing(string Short, string Clock, string Words)
{
    /// <summary>Calls first, the oldest first, then pauses.</summary>
    public static IEnumerable<Doing> Of(LiveState state, DateTimeOffset now) =>
        [.. state.Calls.Select(call => Of(call, now - call.Start)), .. state.Pauses.Select(pause => Of(pause, now - pause.Start))];

    private static Doing Of(LiveCall call, TimeSpan elapsed)
    {
        var kind = call.Kind == ActivityKind.Probe ? "probe" : "action";
        var background = call.Background ? " in the background" : "";
        return new Doing(
            $"{kind} {call.Name}{background}",
            SpanText.Clock(elapsed),
            $"{kind} '{call.Name}'{background} for {SpanText.Words(elapsed)}"
        );
    }

    private static Doing Of(LivePause pause, TimeSpan elapsed)
    {
        var what = pause.Before ? "pause before" : "pause after";
        if (pause.Length is not { } length)
        {
            return new Doing(
                $"{what} {pause.Activity}",
                SpanText.Clock(elapsed),
                $"{what} '{pause.Activity}' for {SpanText.Words(elapsed)}"
            );
        }

        // Rounded up: a countdown says 0 only when it is over.
        var left = TimeSpan.FromSeconds(Math.Ceiling(Math.Max(0, (length - elapsed).TotalSeconds)));
        return new Doing($"{what} {pause.Activity}", "-" + SpanText.Clock(left), $"{what} '{pause.Activity}', {SpanText.Words(left)} left");
    }
}
