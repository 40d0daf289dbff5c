using System.Text;
using Faultline.Lab.Workloads;
using Faultline.TestKit;

namespace Faultline.Lab.Tests;

public sealed class PodLogTests
{
    private readonly ManualClock _clock = new();

    [Fact]
    public void Lines_come_together_from_pieces_and_carry_the_time_of_their_end()
    {
        var log = new PodLog(_clock);

        log.Output("one\ntw"u8);
        log.Error("oops\n"u8);
        _clock.Advance(TimeSpan.FromSeconds(1));
        log.Output("o\nlast"u8);
        log.End();

        log.Lines().Select(line => $"{line.At:ss} {line.Text}").ShouldBe(["00 one", "00 oops", "01 two", "01 last"]);
    }

    [Fact]
    public void Of_a_long_log_the_last_lines_are_kept()
    {
        var log = new PodLog(_clock, mostLines: 3);

        log.Output("1\n2\n3\n4\n5\n"u8);

        log.Lines().Select(line => line.Text).ShouldBe(["3", "4", "5"]);
    }

    [Fact]
    public void A_line_without_end_is_cut()
    {
        var log = new PodLog(_clock);

        log.Output(Encoding.UTF8.GetBytes(new string('x', 40_000) + "\n"));

        log.Lines().Select(line => line.Text.Length).ShouldBe([16_384, 16_384, 7_232]);
    }

    [Fact]
    public void A_container_that_keeps_ending_waits_longer_each_time()
    {
        var backoff = new RestartBackoff(TimeSpan.FromSeconds(2));

        var waits = Enumerable.Range(0, 8).Select(_ => backoff.Next(TimeSpan.FromSeconds(1)).TotalSeconds);

        waits.ShouldBe([2, 10, 20, 40, 80, 160, 300, 300]);
    }
}
