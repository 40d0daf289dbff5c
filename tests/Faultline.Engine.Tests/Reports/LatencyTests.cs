using System.Xml.Linq;
using Faultline.Abstractions.Data;

namespace Faultline.Engine.Tests.Reports;

/// <summary>How long probes took, with the windows of the faults behind them.</summary>
public sealed class LatencyTests
{
    private const double AxisLeft = 236;
    private const double AxisRight = 974;

    [Fact]
    public void Each_probe_of_a_watched_hypothesis_has_a_panel_with_all_its_calls()
    {
        var panels = ReportPage.Of("slow-dependency").ByClass("latency").ToList();

        panels.Select(panel => (string)panel.Attribute("data-probe")!).ShouldBe(["the-shop-answers", "nobody-waits"]);
        panels.Select(Calls).ShouldBe([12, 11]);
    }

    [Fact]
    public void The_window_of_the_fault_is_shaded_where_the_fault_was_there()
    {
        var page = ReportPage.Of("slow-dependency");

        var shade = page.ByClass("fault-window").First().Element("rect")!;
        var bar = page.ByClass("lanes").Single(group => (string?)group.Attribute("data-group") == "faults").Descendants("rect");
        bar.Where(box => (string?)box.Attribute("class") == "bar-box")
            .Select(box => (ReportPage.Number(box, "x"), ReportPage.Number(box, "width")))
            .ShouldHaveSingleItem()
            .ShouldBe((ReportPage.Number(shade, "x"), ReportPage.Number(shade, "width")), "the lane and the window tell two stories");
    }

    [Fact]
    public void A_call_that_went_wrong_has_another_sign_as_well_as_another_colour()
    {
        var failed = ReportPage.Of("slow-dependency").ByClass("call").Where(call => call.Elements().Any(IsCross)).ToList();

        failed.ShouldHaveSingleItem().Element("title")!.Value.ShouldBe("the-shop-answers: took 3 s, failed, +1.2 s");
    }

    [Fact]
    public void What_a_fault_did_to_a_probe_stands_beside_it_as_text()
    {
        var row = ReportPage.Of("slow-dependency").ByClass("effects").Single().Descendants("tr").ElementAt(1);

        string.Join(
                " | ",
                row.Elements().Select(cell => string.Join(' ', cell.DescendantNodes().OfType<XText>().Select(text => text.Value)))
            )
            .ShouldBe(
                "slow-the-prices-down delay what the upstream of the proxy 'prices' answers by 4 s "
                    + "Proof: 2 connections and 41,822 bytes went through the toxic 'fl-test-1' | the-shop-answers | "
                    + "6 ms in the median, 12 ms at most; 4 calls | 3 s in the median, 3 s at most; 1 of 2 not well | "
                    + "4 ms in the median, 9 ms at most; 6 calls"
            );
    }

    [Fact]
    public void A_run_that_neither_watched_nor_broke_anything_has_no_panel() =>
        ReportPage.Of("workshop").ByClass("latency").ShouldBeEmpty();

    [Fact]
    public void A_fault_that_was_not_seen_to_end_is_shaded_to_the_end_of_the_axis()
    {
        var journal = Journal.Named("slow-dependency");
        var own = (DataObject)journal["faultline"]!;
        var fault = (DataObject)((DataArray)own["faults"]!).Items[0];
        var left = fault.With("undo", DataObject.Of(("state", "open")));

        var shade = ReportPage
            .Of(journal.With("faultline", own.With("faults", DataArray.Of([left]))))
            .ByClass("fault-window")
            .First()
            .Element("rect")!;

        (ReportPage.Number(shade, "x") + ReportPage.Number(shade, "width")).ShouldBe(AxisRight, 0.2);
    }

    [Fact(Timeout = 30_000)]
    public Task Of_thousands_of_calls_neither_the_miss_nor_the_longest_is_hidden()
    {
        var page = ReportPage.Of(Runs.Watched(6000, missed: 4321, longest: 1234));

        var calls = page.ByClass("call").ToList();
        calls.Count.ShouldBeLessThan(300);
        calls.Sum(call => (int?)call.Attribute("data-count") ?? 1).ShouldBe(6000);
        calls.Where(call => call.Elements().Any(IsCross)).ShouldHaveSingleItem();
        calls.Select(call => call.Element("title")!.Value).ShouldContain(title => title.Contains("took 900 ms", StringComparison.Ordinal));
        return Task.CompletedTask;
    }

    [Theory]
    [InlineData("slow-dependency")]
    [InlineData("continuous")]
    [InlineData("faults")]
    public void Calls_stay_in_their_panel(string name)
    {
        foreach (var panel in ReportPage.Of(name).ByClass("latency"))
        {
            var ground = panel.Elements("rect").First();
            var (top, bottom) = (ReportPage.Number(ground, "y"), ReportPage.Number(ground, "y") + ReportPage.Number(ground, "height"));
            foreach (var dot in panel.Descendants("circle"))
            {
                ReportPage.Number(dot, "cx").ShouldBeInRange(AxisLeft, AxisRight);
                ReportPage.Number(dot, "cy").ShouldBeInRange(top, bottom);
            }
        }
    }

    private static int Calls(XElement panel) =>
        panel.Elements("g").Count(part => ((string?)part.Attribute("class"))?.StartsWith("call ", StringComparison.Ordinal) == true);

    private static bool IsCross(XElement part) => (string?)part.Attribute("class") == "call-cross";
}
