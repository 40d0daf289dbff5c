using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Cli.Rendering.Live;
using Faultline.Engine.Model;
using Faultline.Engine.Model.Events;
using Faultline.TestKit;

namespace Faultline.Cli.Tests.Live;

public sealed class LiveTextTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 10, 0, 0, TimeSpan.Zero);

    private static readonly RunEvent[] Events =
    [
        new RunStarted
        {
            RunId = "r",
            Source = "experiment.json",
            Title = "Terminating the greeting service should not impact users",
            HypothesisStrategy = HypothesisStrategy.Continuously,
            RollbackStrategy = RollbackStrategy.Default,
            HasHypothesis = true,
            Rollbacks = 1,
            Version = "0",
            Node = "n",
            Platform = "p",
            Document = DataObject.Empty,
        },
        new HypothesisStarted(Place.Before, "h"),
        Began(1, Place.Before, "application-must-respond-normally"),
        new ActivityEnded
        {
            Call = 1,
            Result = CallResult.Succeeded,
            Output = DataObject.Of(("status", 200)),
        },
        new ToleranceJudged(1, true, null),
        new HypothesisEnded(Place.Before, true, null),
        new ContinuousStarted(TimeSpan.FromSeconds(1)),
        new MethodStarted(3),
        Began(2, Place.Method, "terminate-greeting-service"),
        new HypothesisStarted(Place.During, "h"),
        new HypothesisEnded(Place.During, true, null),
        new HypothesisStarted(Place.During, "h"),
        Began(3, Place.During, "application-must-respond-normally"),
        new ActivityEnded
        {
            Call = 3,
            Result = CallResult.Succeeded,
            Output = DataObject.Of(("status", 503)),
        },
        new ToleranceJudged(3, false, null),
        new HypothesisEnded(Place.During, false, "application-must-respond-normally"),
    ];

    [Theory]
    [InlineData(100, 20)]
    [InlineData(60, 20)]
    [InlineData(30, 4)]
    public void The_state_of_a_run_is_drawn_within_the_terminal(int width, int height)
    {
        var lines = Draw(Events, width, height);

        Snapshot.Match(string.Join('\n', lines), $"Live_{width}x{height}");
        lines.ShouldAllBe(line => CellText.Width(line) <= width);
        lines.Count.ShouldBeLessThanOrEqualTo(height);
    }

    [Fact]
    public void A_request_to_stop_is_seen() =>
        Draw([.. Events, new StopRequested(StopCause.Interrupt, false)], 80, 20)
            .ShouldContain(line => line.Contains("stopping", StringComparison.Ordinal));

    [Theory]
    [InlineData("a\nb\x1b[31mc", 80, "a b[31mc")]
    [InlineData("日本語", 5, "日本…")]
    [InlineData("abc", 2, "a…")]
    public void What_would_move_the_cursor_is_never_drawn(string text, int width, string expected) =>
        CellText.Fit(text, width, '…').ShouldBe(expected);

    private static IReadOnlyList<string> Draw(IReadOnlyList<RunEvent> events, int width, int height)
    {
        var state = events
            .Select((happened, i) => happened with { Sequence = i + 1, At = Start.AddSeconds(i) })
            .Aggregate(new LiveState(), (now, happened) => now.After(happened));
        return new LiveText(new LiveStyle(HasColour: false, HasSymbols: true)).Draw(state, Start.AddSeconds(75), width, height);
    }

    private static ActivityStarted Began(int call, Place place, string name) =>
        new()
        {
            Call = call,
            Place = place,
            Kind = place == Place.Method ? ActivityKind.Action : ActivityKind.Probe,
            Name = name,
            Activity = DataObject.Empty,
        };
}
