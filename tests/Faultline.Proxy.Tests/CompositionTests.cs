using Faultline.Proxy.Toxics;

namespace Faultline.Proxy.Tests;

/// <summary>How several toxics compose, on times alone: nothing here waits.</summary>
public sealed class CompositionTests
{
    private const long Millisecond = TimeSpan.TicksPerMillisecond;

    [Fact]
    public void Latencies_add_up()
    {
        var toxics = Active(Toxic("latency", 100, 0), Toxic("latency", 30, 0));

        toxics.Due(0, 10, chunk: 0).ShouldBe(130 * Millisecond);
    }

    [Fact]
    public void A_slow_line_behind_a_latency_takes_its_time_after_it()
    {
        var toxics = Active(Toxic("latency", 100, 0), Toxic("bandwidth", 1));

        var first = toxics.Due(0, 20, chunk: 0);
        toxics.Sent(20, 0);
        var second = toxics.Due(0, 20, chunk: 0);

        // 1 KB/s is a byte a millisecond.
        (first, second).ShouldBe((120 * Millisecond, 140 * Millisecond));
    }

    [Fact]
    public void A_latency_behind_a_slow_line_does_not_slow_it_further()
    {
        var toxics = Active(Toxic("bandwidth", 1), Toxic("latency", 100, 0));

        toxics.Due(0, 20, chunk: 0);
        toxics.Sent(20, 0);

        toxics.Due(0, 20, chunk: 0).ShouldBe((40 + 100) * Millisecond);
    }

    [Fact]
    public void Asking_twice_changes_nothing()
    {
        var toxics = Active(Toxic("latency", 100, 50), Toxic("bandwidth", 1), Toxic("slicer", 10, 5, 1000));

        var length = toxics.Cut(1000);
        var due = toxics.Due(0, length, chunk: 0);

        (toxics.Cut(1000), toxics.Due(0, length, chunk: 0)).ShouldBe((length, due));
    }

    [Fact]
    public void A_piece_is_as_small_as_the_strictest_wants_it()
    {
        var toxics = Active(Toxic("slicer", 100, 0, 0), Toxic("limit_data", 30));

        toxics.Cut(1000).ShouldBe(30);
        toxics.Sent(30, 0).ShouldBeTrue();
        toxics.Cut(1000).ShouldBe(0);
    }

    [Fact]
    public void A_line_whose_reader_stalled_goes_on_at_its_rate()
    {
        var toxics = Active(Toxic("bandwidth", 1));

        toxics.Due(0, 20, chunk: 0);
        toxics.Sent(20, late: 10_000 * Millisecond);

        toxics.Due(0, 20, chunk: 1).ShouldBe((20 + 10_000 + 20) * Millisecond);
    }

    [Fact]
    public void What_a_hold_keeps_has_no_time()
    {
        var toxics = Active(Toxic("timeout", 0), Toxic("latency", 10, 0));

        (toxics.Due(0, 1, 0), toxics.EndDue(0), toxics.Deadline).ShouldBe((ProxyClock.Never, ProxyClock.Never, ProxyClock.Never));
    }

    [Fact]
    public void Numbers_that_are_too_large_never_come_due_rather_than_run_over()
    {
        var toxics = Active(Toxic("latency", long.MaxValue, long.MaxValue), Toxic("slow_close", long.MaxValue));

        toxics.Due(5, 1, 0).ShouldBeGreaterThan(5);
        toxics.EndDue(5).ShouldBe(ProxyClock.Never);
    }

    [Fact]
    public void A_limit_counts_on_when_it_is_changed()
    {
        var table = new ToxicTable();
        table.TryAdd(Toxic("limit_data", 100));
        var toxics = new ActiveToxics(table, ToxicStream.Downstream, new Chance(new Random(7)));
        toxics.Refresh(0, isWaiting: false);
        toxics.Sent(60, 0);

        table.Update("limit_data0", toxic => toxic.Settings with { Values = [80] });
        toxics.Refresh(0, isWaiting: false);

        toxics.Cut(1000).ShouldBe(20);
    }

    private static int s_number;

    private static Toxic Toxic(string kind, params long[] values) =>
        new(
            kind + (kind == "limit_data" ? 0 : s_number++),
            ToxicKind.Find(kind)!,
            ToxicStream.Downstream,
            new ToxicSettings(1, values),
            null
        );

    private static ActiveToxics Active(params Toxic[] toxics)
    {
        var table = new ToxicTable();
        foreach (var toxic in toxics)
        {
            table.TryAdd(toxic).ShouldBeTrue();
        }

        var active = new ActiveToxics(table, ToxicStream.Downstream, new Chance(new Random(7)));
        active.Refresh(0, isWaiting: false);
        return active;
    }
}
