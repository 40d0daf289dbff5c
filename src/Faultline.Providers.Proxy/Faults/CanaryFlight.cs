using Faultline.Abstractions.Data;

namespace Faultline.Providers.Proxy.Faults;

/// <summary>What became of a connection that our server has sent through a toxic alone; times in milliseconds.</summary>
/// <param name="Sent">How many bytes were sent.</param>
/// <param name="Arrived">How many arrived.</param>
/// <param name="Pieces">In how many reads.</param>
/// <param name="First">When the first arrived; null where none did.</param>
/// <param name="Last">When the last did.</param>
/// <param name="End">How it ended: <c>closed</c>, <c>reset</c>, or <c>open</c>.</param>
/// <param name="EndedAfter">When.</param>
internal sealed record CanaryFlight(long Sent, long Arrived, long Pieces, double? First, double? Last, string End, double EndedAfter)
{
    /// <summary>Reads the server's answer.</summary>
    public static CanaryFlight Read(DataNode? answer)
    {
        var flight = answer as DataObject ?? DataObject.Empty;
        return new CanaryFlight(
            (long)(Number("sent_bytes") ?? 0),
            (long)(Number("arrived_bytes") ?? 0),
            (long)(Number("pieces") ?? 0),
            Number("first_ms"),
            Number("last_ms"),
            flight.Text("end") ?? "open",
            Number("end_ms") ?? 0
        );

        double? Number(string name) => (flight[name] as DataNumber)?.ToDouble();
    }

    /// <summary>The figures of a proof.</summary>
    public DataObject Figures()
    {
        var figures = DataObject.Of(("canary_sent_bytes", Sent), ("canary_arrived_bytes", Arrived));
        figures = First is { } first ? figures.With("canary_first_ms", first) : figures;
        figures = Last is { } last ? figures.With("canary_last_ms", last) : figures;
        return figures.With("canary_end", End).With("canary_end_ms", EndedAfter);
    }
}
