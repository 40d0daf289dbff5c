using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Functions;
using Faultline.Providers.Kubernetes.Client;
using Faultline.Providers.Kubernetes.Functions;
using Faultline.Providers.Kubernetes.Objects;

namespace Faultline.Providers.Kubernetes.Networking;

/// <summary>The functions on network policies.</summary>
internal static class NetworkPolicyFunctions
{
    private const string Neither = "You need to either specify spec or spec_path";

    private static readonly ResourceSource Policy = ResourceSources.Of(VersionedResource.NetworkPolicies);

    /// <summary>Creates a network policy from a manifest, or from a file.</summary>
    /// <param name="spec">The whole manifest of the policy.</param>
    /// <param name="specPath">The file that holds the manifest instead: .json, .yaml or .yml.</param>
    [Action("chaosk8s.networking.actions", Check = nameof(Check))]
    public static async Task CreateNetworkPolicyAsync(
        KubernetesCall call,
        DataObject? spec = null,
        string? specPath = null,
        [Reads<NamespaceName>] string ns = "default",
        CancellationToken stop = default
    )
    {
        var manifest = specPath is { Length: > 0 } ? await ManifestFile.ReadAsync(specPath, stop) : spec;
        if (manifest is null)
        {
            throw new KubernetesException(Neither);
        }

        await Creation.CreateAsync(call, await Policy(call, manifest, stop), ns, manifest, stop);
    }

    /// <summary>Deletes a network policy.</summary>
    /// <param name="name">The object's name.</param>
    [Action("chaosk8s.networking.actions")]
    public static Task RemoveNetworkPolicyAsync(
        KubernetesCall call,
        string name,
        [Reads<NamespaceName>] string ns = "default",
        CancellationToken stop = default
    ) => Deletion.ByNameAsync(call, Policy, name, ns, stop);

    /// <summary>Lets no traffic in to the pods of a namespace, or to those with some labels.</summary>
    /// <param name="labelSelectors">The labels of the pods it is for, as {"app": "web"}; left out, every pod of the namespace.</param>
    /// <param name="name">The policy's name; one of your own keeps experiments in the same namespace from each other's way.</param>
    [Action("chaosk8s.networking.actions")]
    public static Task DenyAllIngressAsync(
        KubernetesCall call,
        DataObject? labelSelectors = null,
        [Reads<NamespaceName>] string ns = "default",
        string name = "chaostoolkit-deny-all-ingress",
        CancellationToken stop = default
    ) => CreateAsync(call, name, ns, labelSelectors, """{"policyTypes": ["Ingress"], "ingress": []}""", stop);

    /// <summary>Deletes the policy that deny_all_ingress created.</summary>
    /// <param name="name">The policy's name; one of your own keeps experiments in the same namespace from each other's way.</param>
    [Action("chaosk8s.networking.actions")]
    public static Task RemoveDenyAllIngressAsync(
        KubernetesCall call,
        [Reads<NamespaceName>] string ns = "default",
        string name = "chaostoolkit-deny-all-ingress",
        CancellationToken stop = default
    ) => Deletion.ByNameAsync(call, Policy, name, ns, stop);

    /// <summary>Lets no traffic out of the pods of a namespace, or of those with some labels.</summary>
    /// <param name="labelSelectors">The labels of the pods it is for, as {"app": "web"}; left out, every pod of the namespace.</param>
    /// <param name="name">The policy's name; one of your own keeps experiments in the same namespace from each other's way.</param>
    [Action("chaosk8s.networking.actions")]
    public static Task DenyAllEgressAsync(
        KubernetesCall call,
        DataObject? labelSelectors = null,
        [Reads<NamespaceName>] string ns = "default",
        string name = "chaostoolkit-deny-all-egress",
        CancellationToken stop = default
    ) => CreateAsync(call, name, ns, labelSelectors, """{"policyTypes": ["Egress"], "egress": []}""", stop);

    /// <summary>Deletes the policy that deny_all_egress created.</summary>
    /// <param name="name">The policy's name; one of your own keeps experiments in the same namespace from each other's way.</param>
    [Action("chaosk8s.networking.actions")]
    public static Task RemoveDenyAllEgressAsync(
        KubernetesCall call,
        [Reads<NamespaceName>] string ns = "default",
        string name = "chaostoolkit-deny-all-egress",
        CancellationToken stop = default
    ) => Deletion.ByNameAsync(call, Policy, name, ns, stop);

    /// <summary>Lets the pods of a namespace, or those with some labels, ask for names, beside a policy that lets nothing out.</summary>
    /// <param name="labelSelectors">The labels of the pods it is for, as {"app": "web"}; left out, every pod of the namespace.</param>
    /// <param name="name">The policy's name; one of your own keeps experiments in the same namespace from each other's way.</param>
    [Action("chaosk8s.networking.actions")]
    public static Task AllowDnsAccessAsync(
        KubernetesCall call,
        DataObject? labelSelectors = null,
        [Reads<NamespaceName>] string ns = "default",
        string name = "chaostoolkit-allow-dns",
        CancellationToken stop = default
    ) =>
        CreateAsync(
            call,
            name,
            ns,
            labelSelectors,
            """
            {"policyTypes": ["Egress"], "egress": [{"to": [{"namespaceSelector": {}}],
             "ports": [{"port": 53, "protocol": "UDP"}, {"port": 53, "protocol": "TCP"}]}]}
            """,
            stop
        );

    /// <summary>Deletes the policy that allow_dns_access created.</summary>
    /// <param name="name">The policy's name; one of your own keeps experiments in the same namespace from each other's way.</param>
    [Action("chaosk8s.networking.actions")]
    public static Task RemoveAllowDnsAccessAsync(
        KubernetesCall call,
        [Reads<NamespaceName>] string ns = "default",
        string name = "chaostoolkit-allow-dns",
        CancellationToken stop = default
    ) => Deletion.ByNameAsync(call, Policy, name, ns, stop);

    internal static IEnumerable<CallProblem> Check(KnownArguments arguments)
    {
        var isGiven = Selectors.IsGiven(arguments.Value("spec")) || Selectors.IsGiven(arguments.Value("spec_path"));
        return isGiven || arguments.IsOpen("spec") || arguments.IsOpen("spec_path")
            ? ManifestFile.Check(arguments)
            : [arguments.Error(null, Neither, "give one of them")];
    }

    // A policy under a fixed name. The names are the reference's, which others look for.
    private static async Task CreateAsync(
        KubernetesCall call,
        string name,
        string ns,
        DataObject? labels,
        string rules,
        CancellationToken stop
    )
    {
        var pods = labels is { Members.Length: > 0 } ? DataObject.Of(("matchLabels", labels)) : DataObject.Empty;
        var spec = new DataObject([new("podSelector", pods), .. ((DataObject)JsonText.Parse(rules)).Members]);
        var marks = DataObject.Of(("app.kubernetes.io/managed-by", KubernetesClient.FieldManager));
        var manifest = DataObject.Of(("metadata", DataObject.Of(("name", name), ("labels", marks))), ("spec", spec));
        await Creation.CreateAsync(call, await Policy(call, null, stop), ns, manifest, stop);
    }
}
