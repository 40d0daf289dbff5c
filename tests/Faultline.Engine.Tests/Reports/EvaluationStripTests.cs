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
        var page = ReportPage.Of(Runs.Watched(6000, missed: 4321));

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
}
