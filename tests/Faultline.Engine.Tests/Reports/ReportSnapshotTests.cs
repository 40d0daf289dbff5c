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
}
