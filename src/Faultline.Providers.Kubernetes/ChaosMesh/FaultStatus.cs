using Faultline.Abstractions.Data;

namespace Faultline.Providers.Kubernetes.ChaosMesh;

/// <summary>How far a fault is, as Chaos Mesh reports it.</summary>
/// <param name="IsInjected">Whether it is injected everywhere it should be.</param>
/// <param name="IsRecovered">Whether it has ended everywhere it was.</param>
/// <param name="HitsNothing">Whether it was looked for targets, and there was none: it is not looked again.</param>
/// <param name="Trouble">What went wrong last; null where nothing did.</param>
internal sealed record FaultStatus(bool IsInjected, bool IsRecovered, bool HitsNothing, string? Trouble)
{
    public static FaultStatus Of(DataObject fault)
    {
        var status = fault["status"] as DataObject;
        var experiment = status?["experiment"] as DataObject;
        var records = Objects(experiment?["containerRecords"]).ToList();
        // A fault without any target is "recovered" at once, and "injected" too, by the letter.
        return new FaultStatus(
            Holds(status, "AllInjected") && records.Count > 0,
            Holds(status, "AllRecovered") && experiment?.Text("desiredPhase") == "Stop",
            Condition(status, "Selected") == "False" && records.Count == 0 && experiment?.Text("desiredPhase") is not null,
            records.Select(TroubleOf).FirstOrDefault(trouble => trouble is not null)
        );
    }

    private static string? TroubleOf(DataObject record) =>
        Objects(record["events"]).LastOrDefault() is { } last && last.Text("type") == "Failed"
            ? $"{record.Text("id")}: {last.Text("message")}"
            : null;

    private static bool Holds(DataObject? status, string type) => Condition(status, type) == "True";

    private static string? Condition(DataObject? status, string type) =>
        Objects(status?["conditions"]).FirstOrDefault(condition => condition.Text("type") == type)?.Text("status");

    private static IEnumerable<DataObject> Objects(DataNode? list) => (list as DataArray)?.Items.OfType<DataObject>() ?? [];
}
