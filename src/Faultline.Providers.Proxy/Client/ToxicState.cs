using Faultline.Abstractions.Data;

namespace Faultline.Providers.Proxy.Client;

/// <summary>A toxic, as the API tells it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">What it does: <c>latency</c>, <c>bandwidth</c>, ….</param>
/// <param name="Stream">For what: <c>upstream</c> is what clients send, <c>downstream</c> what servers answer.</param>
/// <param name="Toxicity">The share of connections that it is for, 0 to 1.</param>
/// <param name="Attributes">What it is set to: whole numbers by name.</param>
public sealed record ToxicState(string Name, string Type, string Stream, double Toxicity, DataObject Attributes)
{
    /// <summary>For what servers answer.</summary>
    public const string Downstream = "downstream";

    /// <summary>The lease with which it vanishes; null where it stays.</summary>
    public string? Lease { get; init; }

    /// <summary>Reads what the API writes; null where it is no toxic.</summary>
    public static ToxicState? Read(DataNode? node) =>
        node is DataObject toxic && toxic.Text("name") is { } name && toxic.Text("type") is { } type
            ? new ToxicState(
                name,
                type,
                toxic.Text("stream") ?? Downstream,
                (toxic["toxicity"] as DataNumber)?.ToDouble() ?? 1,
                toxic["attributes"] as DataObject ?? DataObject.Empty
            )
            {
                Lease = toxic.Text("lease"),
            }
            : null;

    /// <summary>As the API reads and writes it, without its lease.</summary>
    public DataObject ToData() =>
        DataObject.Of(("name", Name), ("type", Type), ("stream", Stream), ("toxicity", Toxicity), ("attributes", Attributes));

    /// <summary>Whether the other does the same to the same: type, direction, toxicity and attributes, where one left out is 0.</summary>
    public bool DoesTheSame(ToxicState other) =>
        Type == other.Type
        && Stream == other.Stream
        && Toxicity.Equals(other.Toxicity)
        && Attributes
            .Members.Select(member => member.Key)
            .Union(other.Attributes.Members.Select(member => member.Key))
            .All(key => Amount(Attributes[key]).Equals(Amount(other.Attributes[key])));

    private static double Amount(DataNode? value) => (value as DataNumber)?.ToDouble() ?? 0;
}
