using System.Collections.Immutable;
using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Providers.Kubernetes.Client;
using Faultline.Providers.Kubernetes.Functions;
using Faultline.Providers.Kubernetes.Objects;

namespace Faultline.Providers.Kubernetes.Networking;

/// <summary>The functions on network policies.</summary>
internal static class NetworkPolicyFunctions
{
    private const string Actions = "chaosk8s.networking.actions";
    private const string Neither = "You need to either specify spec or spec_path";

    private static readonly ResourceSource Policy = ResourceSources.Of(VersionedResource.NetworkPolicies);

    private static readonly Parameter<DataObject?> Spec = Parameter.Mapping("spec", "The whole manifest of the policy.");

    private static readonly Parameter<string?> SpecPath = Parameter.OptionalText(
        "spec_path",
        "The file that holds the manifest instead: .json, .yaml or .yml."
    );

    private static readonly Parameter<DataObject?> Labels = Parameter.Mapping(
        "label_selectors",
        "The labels of the pods it is for, as {\"app\": \"web\"}; left out, every pod of the namespace."
    );

    public static ImmutableArray<FunctionEntry> All { get; } =
    [
        FunctionEntry.Action(
            Actions,
            "create_network_policy",
            "Creates a network policy from a manifest, or from a file.",
            [Spec, SpecPath, Common.Namespace],
            CreateAsync,
            Check
        ),
        Deletion.ByName(Actions, "remove_network_policy", "Deletes a network policy.", Policy),
        .. Preset(
            "deny_all_ingress",
            "chaostoolkit-deny-all-ingress",
            "Lets no traffic in to the pods of a namespace, or to those with some labels.",
            """{"policyTypes": ["Ingress"], "ingress": []}"""
        ),
        .. Preset(
            "deny_all_egress",
            "chaostoolkit-deny-all-egress",
            "Lets no traffic out of the pods of a namespace, or of those with some labels.",
            """{"policyTypes": ["Egress"], "egress": []}"""
        ),
        .. Preset(
            "allow_dns_access",
            "chaostoolkit-allow-dns",
            "Lets the pods of a namespace, or those with some labels, ask for names, beside a policy that lets nothing out.",
            """
            {"policyTypes": ["Egress"], "egress": [{"to": [{"namespaceSelector": {}}],
             "ports": [{"port": 53, "protocol": "UDP"}, {"port": 53, "protocol": "TCP"}]}]}
            """
        ),
    ];

    // A policy under a fixed name, and its removal. The names are the reference's, which others look for.
    private static IEnumerable<FunctionEntry> Preset(string function, string byDefault, string summary, string rules)
    {
        var name = Parameter.Text(
            "name",
            "The policy's name; one of your own keeps experiments in the same namespace from each other's way.",
            byDefault
        );
        yield return FunctionEntry.Action(
            Actions,
            function,
            summary,
            [Labels, Common.Namespace, name],
            async (call, stop) =>
            {
                var pods = call.Get(Labels) is { Members.Length: > 0 } labels ? DataObject.Of(("matchLabels", labels)) : DataObject.Empty;
                var spec = new DataObject([new("podSelector", pods), .. ((DataObject)JsonText.Parse(rules)).Members]);
                var marks = DataObject.Of(("app.kubernetes.io/managed-by", KubernetesClient.FieldManager));
                var manifest = DataObject.Of(("metadata", DataObject.Of(("name", call.Get(name)), ("labels", marks))), ("spec", spec));
                await Creation.CreateAsync(call, await Policy(call, null, stop), call.Namespace, manifest, stop);
                return Outcomes.Done;
            }
        );
        yield return FunctionEntry.Action(
            Actions,
            "remove_" + function,
            $"Deletes the policy that {function} created.",
            [Common.Namespace, name],
            async (call, stop) =>
            {
                await call.Changes.DeleteAsync(await Policy(call, null, stop), call.Namespace, call.Get(name), stop);
                return Outcomes.Done;
            }
        );
    }

    private static async Task<ActivityOutcome> CreateAsync(KubernetesCall call, CancellationToken stop)
    {
        var manifest = call.Get(SpecPath) is { Length: > 0 } path ? await ManifestFile.ReadAsync(path, stop) : call.Get(Spec);
        if (manifest is null)
        {
            return new ActivityOutcome.Failed(Neither);
        }

        await Creation.CreateAsync(call, await Policy(call, manifest, stop), call.Namespace, manifest, stop);
        return Outcomes.Done;
    }

    private static IEnumerable<CallProblem> Check(CheckedArguments arguments)
    {
        var isGiven = Selectors.IsGiven(arguments.Value(Spec)) || Selectors.IsGiven(arguments.Value(SpecPath));
        return isGiven || arguments.IsOpen(Spec) || arguments.IsOpen(SpecPath)
            ? ManifestFile.Check(SpecPath)(arguments)
            : [arguments.Error(null, Neither, "give one of them")];
    }
}
