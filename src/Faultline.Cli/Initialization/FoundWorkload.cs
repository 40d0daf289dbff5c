using Faultline.Abstractions.Data;

namespace Faultline.Cli.Initialization;

/// <summary>Something in a cluster that keeps pods running.</summary>
/// <param name="Kind">deployments, statefulsets or replicasets.</param>
/// <param name="Name">Its name.</param>
/// <param name="Wanted">How many pods it wants.</param>
/// <param name="Ready">How many of them are ready.</param>
/// <param name="Selector">What chooses its pods.</param>
internal sealed record FoundWorkload(string Kind, string Name, int Wanted, int Ready, string Selector)
{
    /// <summary>The kinds, in the order in which they are looked for.</summary>
    public static string[] Kinds { get; } = ["deployments", "statefulsets", "replicasets"];

    /// <summary>The workload that an object of the API is; null where it is none, or another one's part.</summary>
    public static FoundWorkload? Of(string kind, DataObject item)
    {
        var metadata = item["metadata"] as DataObject;
        var spec = item["spec"] as DataObject;
        var labels = (spec?["selector"] as DataObject)?["matchLabels"] as DataObject;
        var isOwned = (metadata?["ownerReferences"] as DataArray)?.Items.Length > 0;
        var wanted = Number(spec?["replicas"]) ?? 1;
        return labels is not { Members.Length: > 0 } || isOwned || wanted == 0
            ? null
            : new FoundWorkload(
                kind,
                metadata?.Text("name") ?? "",
                wanted,
                Number((item["status"] as DataObject)?["readyReplicas"]) ?? 0,
                string.Join(',', labels.Members.Select(label => $"{label.Key}={PythonText.Str(label.Value)}"))
            );
    }

    /// <summary>The probe that says whether it is healthy now.</summary>
    public DataObject Health(string space) => Probe($"{Name}-is-healthy", space, isPatient: false).With("tolerance", true);

    /// <summary>The probe that says whether it has got its pods back, and gives it time for that.</summary>
    public DataObject IsBack(string space)
    {
        var probe = Probe($"{Name}-is-back", space, isPatient: true);
        return Kind == "replicasets" ? probe.With("pauses", DataObject.Of(("before", 30L))) : probe;
    }

    private DataObject Probe(string name, string space, bool isPatient) =>
        (Kind, isPatient) switch
        {
            ("deployments", false) => Proposal.Function(
                "probe",
                name,
                "chaosk8s.deployment.probes",
                "deployment_available_and_healthy",
                ("name", Name),
                ("ns", space)
            ),
            ("deployments", true) => Proposal.Function(
                "probe",
                name,
                "chaosk8s.deployment.probes",
                "deployment_fully_available",
                ("name", Name),
                ("ns", space),
                ("timeout", 60L)
            ),
            ("statefulsets", _) => Proposal.Function(
                "probe",
                name,
                "chaosk8s.statefulset.probes",
                "statefulset_fully_available",
                ("name", Name),
                ("ns", space),
                ("timeout", isPatient ? 60L : 5L)
            ),
            _ => Proposal.Function(
                "probe",
                name,
                "chaosk8s.pod.probes",
                "pods_in_phase",
                ("label_selector", Selector),
                ("phase", "Running"),
                ("ns", space)
            ),
        };

    private static int? Number(DataNode? node) => node is DataNumber { IsInteger: true } number ? (int)number.ToBigInteger() : null;
}
