using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Engine.Journals;
using Faultline.Engine.Model;
using Faultline.Engine.Model.Events;

namespace Faultline.Engine.Tests.Journals;

public sealed class EventCodecTests
{
    public static TheoryData<int> Samples { get; } = new(Enumerable.Range(0, SampleEvents.All.Length));

    [Fact]
    public void Every_event_of_the_family_has_a_sample()
    {
        var family = typeof(RunEvent).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(RunEvent)));

        SampleEvents.All.Select(sample => sample.GetType()).Distinct().ShouldBe(family, ignoreOrder: true);
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void An_event_that_is_written_is_read_back_as_it_was(int sample)
    {
        var happened = SampleEvents.All[sample] with
        {
            Sequence = 7,
            At = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero).AddMicroseconds(6),
        };

        var read = EventCodec.Read(JsonText.Parse(JsonText.Write(EventCodec.Write(happened), indent: 0)));

        Shown(read).ShouldBe(Shown(happened));
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void An_event_begins_with_its_number_its_time_and_its_name(int sample) =>
        EventCodec.Write(SampleEvents.All[sample]).Members.Select(member => member.Key).Take(3).ShouldBe(["sequence", "at", "event"]);

    [Fact]
    public void What_is_absent_is_not_written() =>
        EventCodec
            .Write(new ToleranceJudged(3, null, null))
            .ToString()
            .ShouldBe("{\"sequence\": 0, \"at\": \"0001-01-01T00:00:00+00:00\", \"event\": \"tolerance-judged\", \"call\": 3}");

    [Fact]
    public void Members_that_are_unknown_are_ignored() =>
        Read("{\"sequence\": 1, \"at\": \"2026-01-01T10:00:00+00:00\", \"event\": \"method-started\", \"steps\": 2, \"new\": 1}")
            .ShouldBe(new MethodStarted(2) { Sequence = 1, At = new DateTimeOffset(2026, 1, 1, 10, 0, 0, TimeSpan.Zero) });

    [Theory]
    [InlineData("5", "an event is an object, and this is an integer")]
    [InlineData("{}", "the member 'event' is missing or of the wrong type")]
    [InlineData("{\"event\": \"of tomorrow\"}", "the event 'of tomorrow' is unknown to this version")]
    [InlineData("{\"event\": \"method-ended\"}", "the member 'sequence' is missing or of the wrong type")]
    [InlineData("{\"event\": \"method-started\", \"steps\": \"2\"}", "the member 'steps' is missing or of the wrong type")]
    [InlineData("{\"event\": \"method-started\", \"steps\": 1.5}", "the member 'steps' is missing or of the wrong type")]
    [InlineData("{\"event\": \"method-started\", \"steps\": 99999999999999999999}", "the member 'steps' is missing or of the wrong type")]
    [InlineData(
        "{\"event\": \"stop-requested\", \"cause\": \"15\", \"again\": true}",
        "the member 'cause' is missing or of the wrong type"
    )]
    [InlineData(
        "{\"event\": \"stop-requested\", \"cause\": \"interrupt,timed-out\"}",
        "the member 'cause' is missing or of the wrong type"
    )]
    [InlineData("{\"event\": \"stop-requested\", \"cause\": \"interrupt\"}", "the member 'again' is missing or of the wrong type")]
    [InlineData("{\"event\": \"activity-ended\", \"call\": 1, \"result\": \"won\"}", "the member 'result' is missing or of the wrong type")]
    [InlineData(
        "{\"event\": \"run-ended\", \"status\": \"completed\", \"deviated\": false, \"verdict\": \"held\", \"undo\": \"complete\", \"exit-code\": 0, \"duration\": 1e300}",
        "the member 'duration' is missing or of the wrong type"
    )]
    [InlineData(
        "{\"event\": \"run-ended\", \"status\": \"completed\", \"deviated\": false, \"verdict\": \"held\", \"undo\": \"complete\", \"exit-code\": 0, \"duration\": \"1\"}",
        "the member 'duration' is missing or of the wrong type"
    )]
    public void What_is_not_an_event_is_refused(string line, string message) =>
        Should.Throw<InvalidDataException>(() => Read(line)).Message.ShouldBe(message);

    [Fact]
    public void Names_in_the_log_are_words_with_hyphens()
    {
        EventCodec.Name(StopCause.TimedOut).ShouldBe("timed-out");
        EventCodec.Name(ActivityKind.Probe).ShouldBe("probe");
        foreach (var verdict in Enum.GetValues<Verdict>())
        {
            EventCodec.Name(verdict).ShouldBe(verdict.Name());
        }

        foreach (var undo in Enum.GetValues<UndoState>())
        {
            EventCodec.Name(undo).ShouldBe(undo.Name());
        }
    }

    private static RunEvent Read(string line) => EventCodec.Read(JsonText.Parse(line));

    // Every property, lists and trees by what is in them.
    private static string Shown(RunEvent happened) =>
        $"{happened.GetType().Name}\n"
        + string.Join(
            '\n',
            happened.GetType().GetProperties().Select(property => $"{property.Name} = {Shown(property.GetValue(happened))}")
        );

    private static string Shown(object? value) =>
        value switch
        {
            null => "null",
            string text => $"'{text}'",
            DataNode node => node.ToString(),
            RunResult result => $"{result.Verdict} {result.Undo} {result.ExitCode} {Shown(result.Reasons)}",
            System.Collections.IEnumerable list => string.Join(", ", list.Cast<object>().Select(Shown)),
            DateTimeOffset at => JournalTime.Write(at),
            _ => value.ToString()!,
        };

    // Ticks whose nearest double lies below them, among others.
    [Theory]
    [InlineData(1)]
    [InlineData(2_345_678)]
    [InlineData(11_000_003)]
    [InlineData(36_123_456_789)]
    public void A_duration_comes_back_to_the_tick(long around)
    {
        var durations = Enumerable.Range(0, 1000).Select(i => TimeSpan.FromTicks(around + i)).ToList();

        var back = durations.Select(duration =>
            (
                (RunEnded)
                    EventCodec.Read(
                        EventCodec.Write(new RunEnded("completed", false, new RunResult(Verdict.Held, UndoState.Complete, [], 0), duration))
                    )
            ).Duration
        );

        back.ShouldBe(durations);
    }
}
