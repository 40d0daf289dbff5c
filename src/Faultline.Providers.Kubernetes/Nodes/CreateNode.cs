using System.Collections.Immutable;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Functions;
using Faultline.Providers.Kubernetes.Client;
using Faultline.Providers.Kubernetes.Functions;
using Faultline.Providers.Kubernetes.Objects;

namespace Faultline.Providers.Kubernetes.Nodes;

/// <summary>Creates a node object. Experiments spell its members as Python does (<c>provider_id</c>); the API's own spelling will do.</summary>
internal static class CreateNode
{
    // Where the API writes capitals that a rule would not find.
    private static readonly ImmutableDictionary<string, string> Irregular = ImmutableDictionary.CreateRange<string, string>([
        new("pod_cidr", "podCIDR"),
        new("pod_cid_rs", "podCIDRs"),
        new("provider_id", "providerID"),
        new("external_id", "externalID"),
    ]);

    /// <summary>Creates a node object, which is of use only where something makes a node of it.</summary>
    /// <param name="meta">The node's metadata: its name, its labels, ….</param>
    /// <param name="spec">The node's specification.</param>
    /// <returns>The node as the API has it.</returns>
    [Action("chaosk8s.node.actions", Name = "create_node")]
    public static async Task<DataObject> CreateAsync(
        KubernetesCall call,
        DataObject? meta = null,
        DataObject? spec = null,
        CancellationToken stop = default
    )
    {
        var manifest = DataObject.Of(("metadata", Respelled(meta)));
        manifest = spec is null ? manifest : manifest.With("spec", Respelled(spec));
        return await Outcomes.SayingAsync("Creating new node failed: ", CreateAsync(call, manifest, stop));
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
