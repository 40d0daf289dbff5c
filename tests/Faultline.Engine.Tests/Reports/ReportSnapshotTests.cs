using System.Xml.Linq;
using Faultline.Engine.Reports;
using Faultline.TestKit;

namespace Faultline.Engine.Tests.Reports;

public sealed class ReportSnapshotTests
{
    [Fact]
    public void The_workshop_as_a_page() => Snapshot.Match(HtmlReport.Render(Journal.Read("workshop")));

    [Fact]
    public void The_workshop_as_a_comment() => Snapshot.Match(MarkdownReport.Render(Journal.Read("workshop")));

    [Fact]
    public void A_continuous_hypothesis_as_a_comment() => Snapshot.Match(MarkdownReport.Render(Journal.Read("continuous")));

    [Fact]
    public void Faults_as_a_comment() => Snapshot.Match(MarkdownReport.Render(Journal.Read("faults")));

    [Fact]
    public void A_slow_dependency_as_a_comment() => Snapshot.Match(MarkdownReport.Render(Journal.Read("slow-dependency")));

    [Fact]
    public void A_slow_dependency_on_the_timeline() =>
        Snapshot.Match(ReportPage.Of("slow-dependency").ById("timeline-section").ToString(SaveOptions.None) + "\n");

    [Fact]
    public void The_page_shows_each_fault_its_window_its_proof_and_what_is_left_to_do()
    {
        var page = HtmlReport.Render(Journal.Read("faults"));

        page.ShouldContain("What was broken, and put back");
        page.ShouldContain("data-group=\"faults\"");
        page.ShouldContain("look at fill the disk");
    }
}
