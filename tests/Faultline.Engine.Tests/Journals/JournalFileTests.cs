using System.IO.Pipes;
using Faultline.Abstractions.Data;
using Faultline.Engine.Journals;
using Faultline.Engine.Model.Events;
using Faultline.TestKit;

namespace Faultline.Engine.Tests.Journals;

public sealed class JournalFileTests : IDisposable
{
    private static readonly string Part = $".{Environment.ProcessId}.part";
    private readonly TemporaryFolder _folder = new();
    private readonly ManualClock _clock = new();
    private readonly RunTally _tally = new();
    private readonly JournalProjection _journal;
    private long _events;

    public JournalFileTests() => _journal = new JournalProjection(_tally);

    private string At => Path.Combine(_folder.Path, "journal.json");

    [Fact]
    public void The_journal_is_there_from_the_first_event_on()
    {
        var file = Of(At);

        Happen(file, SampleEvents.Start);

        var journal = Read(At);
        journal.Text("status").ShouldBe("interrupted");
        journal["faultline"]!.ToString().ShouldContain("\"ended\": false");
    }

    [Fact]
    public void The_journal_is_valid_after_every_event()
    {
        var run = Running.SimulatedRun.Of(
            Running.Some.Experiment([Running.Some.Broken()], [Running.Some.Action("act", "fail")], [Running.Some.Action("undo")])
        );
        var file = Of(At);
        foreach (var happened in run.Events)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            Happen(file, happened);

            Read(At).ToString().ShouldBe(_journal.Read().ToString());
        }

        File.ReadAllText(At).ShouldBe(JsonText.Write(run.Journal));
    }

    [Fact]
    public void Between_two_replacements_a_tenth_of_a_second_passes()
    {
        var file = Of(At);
        Happen(file, SampleEvents.Start);

        _clock.Advance(TimeSpan.FromMilliseconds(99));
        Happen(file, Ended("completed"));
        Read(At).Text("status").ShouldBe("interrupted");

        _clock.Advance(TimeSpan.FromMilliseconds(1));
        Happen(file, Ended("completed"));
        Read(At).Text("status").ShouldBe("completed");
    }

    [Fact]
    public void A_slow_replacement_is_followed_by_a_long_rest()
    {
        // Each look at this clock takes 10 ms, and a replacement looks twice: the rest is 30 times as long.
        var slow = new SlowClock(TimeSpan.FromMilliseconds(10));
        var file = new JournalFile(At, _journal, slow);
        Happen(file, SampleEvents.Start);

        slow.Now += TimeSpan.FromMilliseconds(200);
        Happen(file, Ended("completed"));
        Read(At).Text("status").ShouldBe("interrupted");

        slow.Now += TimeSpan.FromMilliseconds(120);
        Happen(file, Ended("completed"));
        Read(At).Text("status").ShouldBe("completed");
    }

    [Fact]
    public void The_last_write_does_not_wait()
    {
        var file = Of(At);
        Happen(file, SampleEvents.Start);
        Happen(file, Ended("completed"));

        file.Write();

        Read(At).Text("status").ShouldBe("completed");
        Directory.GetFiles(_folder.Path).ShouldBe([At]);
    }

    [Fact]
    public void A_file_that_was_there_is_replaced_and_keeps_its_mode()
    {
        File.WriteAllText(At, "old");
        File.SetUnixFileMode(At, UnixFileMode.UserRead | UnixFileMode.UserWrite);

        Happen(Of(At), SampleEvents.Start);

        Read(At).Text("status").ShouldBe("interrupted");
        File.GetUnixFileMode(At).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_link_stays_a_link_and_its_target_is_written(bool targetExists)
    {
        var other = Directory.CreateDirectory(Path.Combine(_folder.Path, "elsewhere")).FullName;
        var target = Path.Combine(other, "target.json");
        if (targetExists)
        {
            File.WriteAllText(target, "old");
        }

        File.CreateSymbolicLink(Path.Combine(other, "second"), "target.json");
        File.CreateSymbolicLink(At, "elsewhere/second");
        var file = Of(At);

        file.Prepare();
        Happen(file, SampleEvents.Start);

        File.ResolveLinkTarget(At, returnFinalTarget: true)!.FullName.ShouldBe(target);
        Read(target).Text("status").ShouldBe("interrupted");
        Directory.GetFiles(other).Length.ShouldBe(2);
    }

    [Fact]
    public void A_disk_that_is_full_does_not_cost_the_journal_that_was_there()
    {
        var file = Of(At);
        Happen(file, SampleEvents.Start);
        var before = File.ReadAllText(At);
        File.CreateSymbolicLink(At + Part, "/dev/full");
        Happen(file, Ended("completed"));

        var message = Should.Throw<IOException>(file.Write).Message;

        message.ShouldStartWith($"The journal can't be written to '{At}': No space left on device");
        File.ReadAllText(At).ShouldBe(before);
    }

    [Fact]
    public void A_failure_on_the_way_is_left_to_the_last_write()
    {
        var file = Of(At);
        Happen(file, SampleEvents.Start);
        File.CreateSymbolicLink(At + Part, "/dev/full");
        _clock.Advance(TimeSpan.FromSeconds(1));
        Happen(file, new MethodStarted(1));
        File.Delete(At + Part);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Happen(file, Ended("completed"));
        Read(At).Text("status").ShouldBe("interrupted");

        file.Write();

        Read(At).Text("status").ShouldBe("completed");
    }

    [Fact]
    public void A_file_that_can_not_be_exchanged_is_written_in_place()
    {
        // Nothing can be created beside it, as in a folder that takes no new files.
        Directory.CreateDirectory(At + Part);
        File.WriteAllText(At, new string('x', 100_000));

        Happen(Of(At), SampleEvents.Start);

        Read(At).Text("status").ShouldBe("interrupted");
    }

    [Fact]
    public void A_file_in_a_folder_that_takes_no_new_files_is_written()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder.Path, "closed"));
        var at = _folder.Write("closed/journal.json", "old");
        folder.UnixFileMode = UnixFileMode.UserRead | UnixFileMode.UserExecute;
        var file = Of(at);

        file.Prepare();
        Happen(file, SampleEvents.Start);

        folder.UnixFileMode |= UnixFileMode.UserWrite;
        Read(at).Text("status").ShouldBe("interrupted");
    }

    [Fact]
    public void A_device_that_takes_nothing_is_named()
    {
        var file = Of("/dev/full");
        Happen(file, SampleEvents.Start);

        Should
            .Throw<IOException>(file.Write)
            .Message.ShouldStartWith("The journal can't be written to '/dev/full': No space left on device");
    }

    [Fact]
    public void A_pipe_takes_the_journal_once_at_the_end()
    {
        using var pipe = new AnonymousPipeServerStream(PipeDirection.In, HandleInheritability.Inheritable);
        var file = Of($"/proc/self/fd/{pipe.GetClientHandleAsString()}");
        file.Prepare();
        Happen(file, SampleEvents.Start);
        Happen(file, Ended("completed"));

        file.Write();
        pipe.DisposeLocalCopyOfClientHandle();

        using var reader = new StreamReader(pipe);
        reader.ReadToEnd().ShouldBe(JsonText.Write(_journal.Read()));
    }

    [Fact]
    public void Output_that_goes_to_a_file_is_added_to()
    {
        File.WriteAllText(At, "a line\n");
        using var output = File.OpenHandle(At, access: FileAccess.ReadWrite, share: FileShare.ReadWrite);
        var file = Of($"/proc/self/fd/{output.DangerousGetHandle()}");
        Happen(file, SampleEvents.Start);

        file.Write();

        File.ReadAllText(At).ShouldBe("a line\n" + JsonText.Write(_journal.Read()));
    }

    [Fact]
    public void A_device_stays_one()
    {
        var file = Of("/dev/null");
        file.Prepare();
        Happen(file, SampleEvents.Start);

        file.Write();

        File.Exists("/dev/null" + Part).ShouldBeFalse();
    }

    public void Dispose() => _folder.Dispose();

    private JournalFile Of(string path) => new(path, _journal, _clock);

    private void Happen(JournalFile file, RunEvent happened)
    {
        var stamped = happened with { Sequence = ++_events, At = happened.At == default ? _clock.GetUtcNow() : happened.At };
        _tally.OnEvent(stamped);
        _journal.OnEvent(stamped);
        file.OnEvent(stamped);
    }

    private static RunEnded Ended(string status) => ((RunEnded)SampleEvents.All[^1]) with { Status = status };

    private static DataObject Read(string path) => (DataObject)JsonText.Parse(File.ReadAllBytes(path));

    private sealed class SlowClock(TimeSpan step) : TimeProvider
    {
        public TimeSpan Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => (Now += step).Ticks;
    }
}
