using System.Collections.Immutable;
using Faultline.Abstractions.Data;
using Faultline.Engine.Reports;
using Faultline.TestKit;

namespace Faultline.Engine.Tests.Reports;

/// <summary>Journals as the runs of a report.</summary>
internal static class Runs
{
    public static ReportedRun Named(string name) => Of(Journal.Named(name), name);

    public static ReportedRun Of(DataNode journal, string name = "run") =>
        new(name, ReportModel.Read(journal)) { JournalPath = $"journals/{name}.json" };

    /// <summary>A run whose document is at hand: the journal's own copy, as it would stand in a file.</summary>
    public static ReportedRun WithDocument(string name)
    {
        var document = JsonText.Parse(JsonText.Write(Journal.Named(name)["experiment"]!));
        return Named(name) with { Document = DocumentPlaces.Read("chaos/experiment.json", document) };
    }

    /// <summary>Our own journals and those that the reference wrote.</summary>
    public static IEnumerable<ReportedRun> All() => Journal.Names().Select(Named).Concat(Recorded());

    private static IEnumerable<ReportedRun> Recorded()
    {
        foreach (var folder in Directory.EnumerateDirectories(Repository.Path("tests", "conformance", "chaostoolkit", "cases")).Order())
        {
            var expected = (DataObject)JournalText.Parse(File.ReadAllBytes(Path.Combine(folder, "expected.json")));
            if (expected["journal"] is DataObject journal)
            {
                yield return Of(journal, Path.GetFileName(folder));
            }
        }
    }

    public static ImmutableArray<ReportedRun> Three() => [Named("workshop"), Named("held"), Named("continuous")];
}
