using System.Collections.Immutable;
using System.Globalization;
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

    /// <summary>A journal of a hypothesis that was evaluated so often, once a second, with one miss and one call that took longer.</summary>
    public static DataObject Watched(int count, int missed, int longest = -1)
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
                                    ("duration", i == longest ? 0.9 : 0.1),
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
