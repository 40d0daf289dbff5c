using System.IO.Pipes;
using Faultline.Abstractions.Data;
using Faultline.Engine.Journals;
using Faultline.Engine.Model.Events;
using Faultline.TestKit;
using Microsoft.Win32.SafeHandles;

namespace Faultline.Engine.Tests.Journals;

public sealed class EventLogTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ManualClock _clock = new();

    private string File => Path.Combine(_folder.Path, "events.jsonl");

    [Fact]
    public void Events_get_numbers_and_times_in_the_order_in_which_they_are_written()
    {
        using var log = Log();

        log.Append(SampleEvents.Start);
        _clock.Advance(TimeSpan.FromTicks(12_345_678));
        var written = log.Append(new MethodStarted(1) { Sequence = 99 }, durable: true);

        written.Sequence.ShouldBe(2);
        written.At.ShouldBe(new DateTimeOffset(2026, 1, 1, 10, 0, 1, TimeSpan.Zero).AddMicroseconds(234_567));
        EventLog.Read(File).Select(e => e.Sequence).ShouldBe([1, 2]);
        EventLog.Read(File).Last().ShouldBe(written);
    }

    [Fact]
    public void An_event_is_one_line_that_can_be_read_before_the_log_is_closed()
    {
        using var log = Log();

        log.Append(SampleEvents.Start);

        System.IO.File.ReadAllText(File).ShouldEndWith("\n");
        EventLog.Read(File).Count().ShouldBe(1);
    }

    [Fact]
    public void Observers_see_an_event_after_it_is_written()
    {
        var seen = new List<(long Sequence, int Lines)>();
        using var log = Log(new Observer(e => seen.Add((e.Sequence, System.IO.File.ReadAllLines(File).Length))));

        log.Append(SampleEvents.Start);
        log.Append(new MethodEnded());

        seen.ShouldBe([(1, 1), (2, 2)]);
    }

    [Fact]
    public void A_log_belongs_to_its_owner()
    {
        using var log = Log();

        System.IO.File.GetUnixFileMode(File).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public void A_log_is_never_written_over()
    {
        System.IO.File.WriteAllText(File, "precious");

        Should.Throw<IOException>(() => Log());

        System.IO.File.ReadAllText(File).ShouldBe("precious");
    }

    [Fact]
    public void A_request_to_stop_that_comes_after_the_end_is_not_written()
    {
        var log = Log();
        log.Append(SampleEvents.Start);
        log.Append(SampleEvents.All[^1]);

        log.Append(new StopRequested(StopCause.Interrupt, false));
        log.Dispose();
        log.Append(new StopRequested(StopCause.Interrupt, true));

        EventLog.Read(File).Last().ShouldBeOfType<RunEnded>();
    }

    [Fact]
    public void Nothing_is_written_behind_an_event_that_could_not_be_written()
    {
        using var pipe = new AnonymousPipeServerStream(PipeDirection.Out, HandleInheritability.None);
        pipe.DisposeLocalCopyOfClientHandle();
        var handle = new SafeFileHandle(pipe.SafePipeHandle.DangerousGetHandle(), ownsHandle: false);
        using var log = new EventLog(new FileStream(handle, FileAccess.Write, bufferSize: 0), _clock, []);
        var first = Should.Throw<IOException>(() => log.Append(SampleEvents.Start));

        // From here on the pipe could be written to again.
        using var reader = new FileStream(
            $"/proc/self/fd/{handle.DangerousGetHandle()}",
            FileMode.Open,
            FileAccess.Read,
            FileShare.ReadWrite,
            bufferSize: 0
        );

        Should.Throw<IOException>(() => log.Append(new MethodEnded())).Message.ShouldBe(first.Message);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    [InlineData(400)]
    public void A_last_line_that_was_cut_off_is_left_out(int kept)
    {
        WriteSample(SampleEvents.Start, new MethodStarted(1), new PauseStarted(new string('x', 500), true, 1));
        var text = System.IO.File.ReadAllText(File);
        var last = text.TrimEnd('\n').LastIndexOf('\n') + 1;

        System.IO.File.WriteAllText(File, text[..(last + kept)]);

        EventLog.Read(File).Count().ShouldBe(2);
    }

    [Fact]
    public void An_empty_log_has_no_events()
    {
        System.IO.File.WriteAllText(File, "");

        EventLog.Read(File).ShouldBeEmpty();
    }

    [Fact]
    public void A_damaged_line_is_named()
    {
        WriteSample(SampleEvents.Start, new MethodStarted(1), new MethodEnded());
        var lines = System.IO.File.ReadAllLines(File);

        System.IO.File.WriteAllLines(File, [lines[0], "{\"sequence\": 2, ", lines[2]]);

        var message = Should.Throw<InvalidDataException>(() => EventLog.Read(File).ToList()).Message;
        message.ShouldStartWith($"{File}:2:1: this line is not an event of a run: ");
    }

    [Theory]
    [InlineData("1 3", "2:1: this line is not an event of a run: it has the number 3")]
    [InlineData("1 2 2", "3:1: this line is not an event of a run: it has the number 2")]
    [InlineData("2", "1:1: this line is not an event of a run: it has the number 2")]
    public void A_line_that_is_missing_or_doubled_is_named(string lines, string message)
    {
        WriteSample(SampleEvents.Start, new MethodStarted(1), new MethodEnded());
        var all = System.IO.File.ReadAllLines(File);

        System.IO.File.WriteAllLines(File, lines.Split(' ').Select(number => all[int.Parse(number, null) - 1]));

        Should.Throw<InvalidDataException>(() => EventLog.Read(File).ToList()).Message.ShouldBe($"{File}:{message}");
    }

    [Fact]
    public void Events_that_contradict_each_other_are_named()
    {
        var ended = new ActivityEnded { Call = 1, Result = CallResult.Succeeded };

        Contradiction(new MethodStarted(1)).ShouldBe("1:1: this line is not an event of a run: a log begins with the start of the run");
        Contradiction(SampleEvents.Start, SampleEvents.Start)
            .ShouldBe("2:1: this line is not an event of a run: the run has begun already");
        Contradiction(SampleEvents.Start, ended).ShouldBe("2:1: this line is not an event of a run: call 1 has not begun");
        Contradiction(SampleEvents.Start, new ToleranceJudged(3, true, null))
            .ShouldBe("2:1: this line is not an event of a run: call 3 has not begun");
        Contradiction(SampleEvents.Start, new HypothesisEnded(Place.During, true, null))
            .ShouldBe("2:1: this line is not an event of a run: no hypothesis has been evaluated during the method yet");
    }

    [Fact(Timeout = 60_000)]
    public Task A_damaged_log_is_read_or_refused_and_never_anything_else()
    {
        var random = new Random(20260101);
        var run = Running.SimulatedRun.Of(
            Running.Some.Experiment([Running.Some.Broken()], [Running.Some.Action("act", "fail")], [Running.Some.Action("undo")])
        );
        var store = new RunStore(_folder.Path);
        var (folder, running) = store.Create("a");
        running.Dispose();
        for (var round = 0; round < 2_000; round++)
        {
            var lines = run.Log.TrimEnd('\n').Split('\n').Select(line => (DataNode)JsonText.Parse(line)).ToList();
            var at = random.Next(lines.Count);
            lines[at] = Reports.Mutation.Damage(lines[at], random);
            System.IO.File.WriteAllLines(Path.Combine(folder, EventLog.FileName), lines.Select(line => JsonText.Write(line, indent: 0)));

            Should.NotThrow(() => store.Summarize("a"), $"round {round}: {lines[at]}");
        }

        return Task.CompletedTask;
    }

    public void Dispose() => _folder.Dispose();

    private EventLog Log(params IRunObserver[] observers) => new(_folder.Path, _clock, observers);

    private void WriteSample(params RunEvent[] events)
    {
        using var log = Log();
        foreach (var happened in events)
        {
            log.Append(happened);
        }
    }

    private string Contradiction(params RunEvent[] events)
    {
        System.IO.File.Delete(File);
        WriteSample(events);
        return Should.Throw<InvalidDataException>(() => EventLog.Read(File).ToList()).Message[(File.Length + 1)..];
    }

    private sealed class Observer(Action<RunEvent> see) : IRunObserver
    {
        public void OnEvent(RunEvent happened) => see(happened);
    }
}
