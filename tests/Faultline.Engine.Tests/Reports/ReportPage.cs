using System.Globalization;
using System.Xml.Linq;
using Faultline.Abstractions.Data;
using Faultline.Engine.Reports;

namespace Faultline.Engine.Tests.Reports;

/// <summary>A rendered page that can be asked.</summary>
internal sealed class ReportPage(ReportModel report)
{
    public static ReportPage Of(string journal) => new(Journal.Read(journal));

    public static ReportPage Of(DataNode journal) => new(ReportModel.Read(journal));

    public string Html { get; } = HtmlReport.Render(report);

    public XElement Root => field ??= XDocument.Parse(Html).Root!;

    public XElement ById(string id) => Root.Descendants().Single(element => (string?)element.Attribute("id") == id);

    public IEnumerable<XElement> ByClass(string name) =>
        Root.Descendants().Where(element => ((string?)element.Attribute("class"))?.Split(' ').Contains(name) == true);

    /// <summary>The bars of each lane, from left to right: activity, result, left and right.</summary>
    public IEnumerable<List<(string Activity, string Result, double Left, double Right)>> Lanes() =>
        from lane in ByClass("lane")
        select lane.Elements("g")
            .Select(bar =>
            {
                var box = bar.Element("rect")!;
                var left = Number(box, "x");
                return ((string)bar.Attribute("data-activity")!, (string)bar.Attribute("data-result")!, left, left + Number(box, "width"));
            })
            .ToList();

    public static double Number(XElement element, string attribute) =>
        double.Parse((string)element.Attribute(attribute)!, CultureInfo.InvariantCulture);
}
