using System.Globalization;
using Faultline.Abstractions.Data;

namespace Faultline.Engine.Tests.Reports;

public sealed class EvaluationStripTests
{
    [Fact]
    public void Each_evaluation_is_a_tick_met_or_missed()
    {
        var page = ReportPage.Of("continuous");

        (Ticks(page, "met"), Ticks(page, "missed")).ShouldBe((17, 3));
        page.ByClass("evaluations").Single().Element("text")!.Value.ShouldBe("every evaluation: 17 of 20 met");
    }

    [Fact]
    public void Without_a_continuous_hypothesis_there_is_no_strip() => ReportPage.Of("workshop").ByClass("evaluations").ShouldBeEmpty();

    [Fact(Timeout = 30_000)]
    public Task Of_thousands_of_evaluations_no_miss_is_hidden()
    {
        var page = ReportPage.Of(Watched(6000, missed: 4321));

        page.ByClass("evaluation").Count().ShouldBeLessThan(250);
        page.ByClass("missed").Where(tick => tick.Attribute("data-missed") is not null).ShouldHaveSingleItem();
        return Task.CompletedTask;
    }

    [Fact]
    public void Background_activities_have_lanes_of_their_own()
    {
        var groups = ReportPage.Of("background").ByClass("lanes").Select(group => (string)group.Attribute("data-group")!);

        groups.ShouldBe(["method", "background"]);
    }

    private static int Ticks(ReportPage page, string word) =>
        page.ByClass("evaluation")
            .Where(tick => ((string)tick.Attribute("class")!).EndsWith(word, StringComparison.Ordinal))
            .Sum(tick => (int?)tick.Attribute("data-count") ?? 1);

    private static DataObject Watched(int count, int missed)
    {
        var origin = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var during = Enumerable
            .Range(0, count)
            .Select(i =>
                (DataNode)
                    DataObject.Of(
                        ("steady_state_met", i != missed),
                        (
                            "probes",
                            DataArray.Of([
                                DataObject.Of(
                                    ("activity", DataObject.Of(("name", "p"), ("type", "probe"))),
                                    ("start", origin.AddSeconds(i).ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture)),
                                    ("duration", 0.1),
                                    ("status", "succeeded"),
                                    ("tolerance_met", i != missed)
                                ),
                            ])
                        )
                    )
            );
        return DataObject.Of(("steady_states", DataObject.Of(("during", DataArray.Of(during)))));
    }
}
