using System.Globalization;
using Faultline.Abstractions.Data;

namespace Faultline.Engine.Tests.Reports;

public sealed class TimelineTests
{
    private const double AxisLeft = 236;
    private const double AxisRight = 974;

    public static TheoryData<string> Journals => [.. Journal.Names()];

    [Theory]
    [MemberData(nameof(Journals))]
    public void Bars_stay_on_the_axis(string name)
    {
        foreach (var bar in ReportPage.Of(name).Lanes().SelectMany(lane => lane))
        {
            bar.Left.ShouldBeGreaterThanOrEqualTo(AxisLeft);
            bar.Right.ShouldBeLessThanOrEqualTo(AxisRight + 0.2);
        }
    }

    [Theory]
    [MemberData(nameof(Journals))]
    public void Bars_of_a_lane_do_not_overlap(string name)
    {
        foreach (var lane in ReportPage.Of(name).Lanes())
        {
            for (var i = 1; i < lane.Count; i++)
            {
                lane[i].Left.ShouldBeGreaterThanOrEqualTo(lane[i - 1].Right - 0.2);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Journals))]
    public void A_short_activity_is_still_to_be_seen(string name)
    {
        foreach (var bar in ReportPage.Of(name).Lanes().SelectMany(lane => lane).Where(bar => bar.Result != "pause"))
        {
            (bar.Right - bar.Left).ShouldBeGreaterThanOrEqualTo(4.9);
        }
    }

    [Theory]
    [MemberData(nameof(Journals))]
    public void Captions_of_a_lane_cover_nothing(string name)
    {
        foreach (var lane in ReportPage.Of(name).ByClass("lane"))
        {
            var taken = lane.Elements("g")
                .SelectMany(bar => bar.Elements())
                .Where(part => (string?)part.Attribute("class") is "bar-box" or "bar-caption")
                .Select(Extent)
                .OrderBy(extent => extent.Left)
                .ToList();

            for (var i = 1; i < taken.Count; i++)
            {
                taken[i].Left.ShouldBeGreaterThanOrEqualTo(taken[i - 1].Right - 0.2);
            }
        }
    }

    [Fact]
    public void Every_probe_and_activity_has_its_bar_and_its_result() =>
        ReportPage
            .Of("workshop")
            .Lanes()
            .SelectMany(lane => lane)
            .Select(bar => $"{bar.Activity} {bar.Result}")
            .ShouldBe([
                "application-should-be-alive-and-healthy met",
                "application-should-be-alive-and-healthy met",
                "application-must-respond-normally met",
                "application-must-respond-normally failed",
                "terminate-greeting-service succeeded",
                "fetch-application-logs succeeded",
            ]);

    [Fact]
    public void The_first_action_and_the_deviation_are_marked()
    {
        var page = ReportPage.Of("workshop");

        (page.ById("marker-action").Element("text")!.Value, page.ById("marker-deviation").Element("text")!.Value).ShouldBe(
            ("first action +54 ms", "deviation found +3.18 s")
        );
    }

    [Fact]
    public void A_gate_that_was_not_met_is_marked() =>
        ReportPage.Of("gate-missed").ById("marker-gate").Element("text")!.Value.ShouldBe("gate not met +5 ms");

    [Fact]
    public void Activities_of_one_name_that_run_together_have_a_lane_each()
    {
        var page = ReportPage.Of(WithMethod(("load", 0, 3), ("load", 1, 3), ("load", 2, 3), ("load", 4, 1)));

        page.Lanes().Select(lane => lane.Count).ShouldBe([2, 1, 1]);
    }

    [Fact]
    public void Pauses_are_hatched_in_their_activity_s_lane()
    {
        var lane = ReportPage.Of("continuous").Lanes().Single(lane => lane[0].Activity == "restart-cache");

        lane.Select(bar => bar.Result).ShouldBe(["pause", "succeeded", "pause"]);
    }

    [Fact]
    public void Pauses_of_the_reference_stand_where_they_were_declared() =>
        ReportPage
            .Of("background")
            .Lanes()
            .Select(lane => string.Join(' ', lane.Select(bar => bar.Result)))
            .ShouldBe(["succeeded pause", "succeeded", "pause succeeded"]);

    [Fact(Timeout = 30_000)]
    public Task Thousands_of_checks_share_bars_and_none_of_the_misses_is_hidden()
    {
        var page = ReportPage.Of(WithMethod([.. Enumerable.Range(0, 5000).Select(i => ("check", i, 0.5))], failed: 2500));

        var lane = page.Lanes().ShouldHaveSingleItem();
        lane.Count.ShouldBeLessThan(200);
        lane.Count(bar => bar.Result == "failed").ShouldBe(1);
        return Task.CompletedTask;
    }

    [Fact]
    public void More_names_than_can_be_told_apart_share_lanes()
    {
        var page = ReportPage.Of(WithMethod([.. Enumerable.Range(0, 500).Select(i => ($"step-{i}", i, 0.5))]));

        page.Lanes().Count().ShouldBe(40);
        page.ByClass("lane-name").Last().Value.ShouldEndWith("461 others");
    }

    [Theory]
    [InlineData(0.002, "0|0.5 ms|1 ms|1.5 ms|2 ms")]
    [InlineData(0.9, "0|0.2 s|0.4 s")]
    [InlineData(3.2, "0|0.5 s|1 s|1.5 s")]
    [InlineData(45, "0|10 s|20 s")]
    [InlineData(100, "0|15 s|30 s|45 s|60 s")]
    [InlineData(0.3, "0|50 ms|100 ms")]
    [InlineData(700, "0|2 min|4 min")]
    [InlineData(3000, "0|10 min|20 min")]
    [InlineData(20_000, "0|1 h|2 h")]
    [InlineData(2_000_000, "0|5 d|10 d")]
    public void Ticks_are_steps_that_people_count_in(double seconds, string expected)
    {
        var page = ReportPage.Of(WithMethod(("only", 0, seconds)));

        string.Join('|', page.ByClass("tick").Select(tick => tick.Value)).ShouldStartWith(expected);
    }

    [Theory]
    [MemberData(nameof(Journals))]
    public void Tick_labels_do_not_touch(string name)
    {
        var places = ReportPage.Of(name).ByClass("tick").Select(tick => ReportPage.Number(tick, "x")).ToList();

        places.Zip(places.Skip(1), (left, right) => right - left).ShouldAllBe(gap => gap >= 80);
    }

    private static (double Left, double Right) Extent(System.Xml.Linq.XElement part)
    {
        var x = ReportPage.Number(part, "x");
        if (part.Name.LocalName == "rect")
        {
            return (x, x + ReportPage.Number(part, "width"));
        }

        var width = part.Value.Length * 6.6;
        return (string?)part.Attribute("text-anchor") == "end" ? (x - width, x) : (x, x + width);
    }

    private static DataObject WithMethod(params (string Name, int Start, double Seconds)[] activities) =>
        WithMethod(activities, failed: -1);

    private static DataObject WithMethod((string Name, int Start, double Seconds)[] activities, int failed)
    {
        var origin = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var records = activities.Select(
            (activity, at) =>
                (DataNode)
                    DataObject.Of(
                        ("activity", DataObject.Of(("name", activity.Name), ("type", "probe"))),
                        ("start", origin.AddSeconds(activity.Start).ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture)),
                        ("duration", activity.Seconds),
                        ("status", at == failed ? "failed" : "succeeded")
                    )
        );
        return DataObject.Of(("run", DataArray.Of(records)));
    }
}
