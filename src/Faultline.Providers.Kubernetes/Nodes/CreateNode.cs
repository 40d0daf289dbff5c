using System.Collections.Immutable;
using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Providers.Kubernetes.Client;
using Faultline.Providers.Kubernetes.Functions;
using Faultline.Providers.Kubernetes.Objects;

namespace Faultline.Providers.Kubernetes.Nodes;

/// <summary>Creates a node object. Experiments spell its members as Python does (<c>provider_id</c>); the API's own spelling will do.</summary>
internal static class CreateNode
{
    private static readonly Parameter<DataObject?> Metadata = Parameter.Mapping("meta", "The node's metadata: its name, its labels, ….");

    private static readonly Parameter<DataObject?> Spec = Parameter.Mapping("spec", "The node's specification.");

    // Where the API writes capitals that a rule would not find.
    private static readonly ImmutableDictionary<string, string> Irregular = ImmutableDictionary.CreateRange<string, string>([
        new("pod_cidr", "podCIDR"),
        new("pod_cid_rs", "podCIDRs"),
        new("provider_id", "providerID"),
        new("external_id", "externalID"),
    ]);

    public static FunctionEntry Entry { get; } =
        FunctionEntry.Action(
            NodeFunctions.Actions,
            "create_node",
            "Creates a node object, which is of use only where something makes a node of it.",
            [Metadata, Spec],
            RunAsync
        );

    private static async Task<ActivityOutcome> RunAsync(KubernetesCall call, CancellationToken stop)
    {
        var manifest = DataObject.Of(("metadata", Respelled(call.Get(Metadata))));
        manifest = call.Get(Spec) is { } spec ? manifest.With("spec", Respelled(spec)) : manifest;
        return Outcomes.Of(await Outcomes.SayingAsync("Creating new node failed: ", CreateAsync(call, manifest, stop)));
    }

    private static async Task<DataObject> CreateAsync(KubernetesCall call, DataObject manifest, CancellationToken stop) =>
        await Creation.CreateAsync(call, ResourceType.Nodes, null, manifest, stop);

    private static DataObject Respelled(DataObject? members) =>
        new((members ?? DataObject.Empty).Members.Select(member => member with { Key = Respelled(member.Key) }));

    private static string Respelled(string key) =>
        Irregular.GetValueOrDefault(key)
        ?? string.Concat(
            key.Split('_').Select((word, i) => i == 0 || word.Length == 0 ? word : char.ToUpperInvariant(word[0]) + word[1..])
        );
}
