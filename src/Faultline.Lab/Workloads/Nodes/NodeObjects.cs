using System.Globalization;
using System.Runtime.InteropServices;
using Faultline.Abstractions.Data;
using Faultline.Lab.Objects;

namespace Faultline.Lab.Workloads.Nodes;

/// <summary>The Node objects of a lab's nodes: each is as big as the machine.</summary>
internal static class NodeObjects
{
    /// <summary>How many pods a node takes; a kubelet's usual 110 would be little for processes.</summary>
    public const int MostPods = 1000;

    public const string Unreachable = "node.kubernetes.io/unreachable";
    public const string NotReady = "node.kubernetes.io/not-ready";
    public const string Unschedulable = "node.kubernetes.io/unschedulable";
    private const string Version = "v1.32.0+faultline";

    private static readonly (string Type, string Reason, string Message)[] Pressures =
    [
        ("MemoryPressure", "KubeletHasSufficientMemory", "kubelet has sufficient memory available"),
        ("DiskPressure", "KubeletHasNoDiskPressure", "kubelet has no disk pressure"),
        ("PIDPressure", "KubeletHasSufficientPID", "kubelet has sufficient PID available"),
    ];

    /// <summary>The object of a node that runs.</summary>
    public static DataObject Of(LabNode node, DateTimeOffset now)
    {
        var labels = new Dictionary<string, string>(node.Labels, StringComparer.Ordinal)
        {
            ["kubernetes.io/hostname"] = node.Name,
            ["kubernetes.io/os"] = "linux",
            ["kubernetes.io/arch"] = Architecture,
        };
        var capacity = DataObject.Of(
            ("cpu", Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture)),
            ("memory", string.Create(CultureInfo.InvariantCulture, $"{GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1024}Ki")),
            ("pods", MostPods.ToString(CultureInfo.InvariantCulture))
        );
        var status = DataObject.Of(
            ("capacity", capacity),
            ("allocatable", capacity),
            ("conditions", DataArray.Empty),
            (
                "addresses",
                DataArray.Of([
                    DataObject.Of(("type", "InternalIP"), ("address", node.Address.ToString())),
                    DataObject.Of(("type", "Hostname"), ("address", node.Name)),
                ])
            ),
            ("nodeInfo", Info())
        );
        var manifest = DataObject.Of(
            ("apiVersion", "v1"),
            ("kind", "Node"),
            ("metadata", DataObject.Of(("name", node.Name), ("labels", Tree.Texts(labels)))),
            ("spec", DataObject.Empty),
            ("status", status)
        );
        return Ready(manifest, now);
    }

    /// <summary>The node with the conditions of one that runs, and without the taints of one that does not.</summary>
    public static DataObject Ready(DataObject node, DateTimeOffset time)
    {
        var now = KubernetesTime.Seconds(time);
        foreach (var (type, reason, message) in Pressures)
        {
            node = Put(node, type, "False", reason, message, now);
        }

        return WithoutTaints(Put(node, "Ready", "True", "KubeletReady", "kubelet is posting ready status", now), Unreachable, NotReady);
    }

    /// <summary>The node with the conditions and the taints of one that nobody hears from.</summary>
    public static DataObject Lost(DataObject node, DateTimeOffset time)
    {
        var now = KubernetesTime.Seconds(time);
        var wasHeard = Conditions.Find(node, "Ready") is not null;
        var (reason, message) = wasHeard
            ? ("NodeStatusUnknown", "Kubelet stopped posting node status.")
            : ("NodeStatusNeverUpdated", "Kubelet never posted node status.");
        foreach (var type in Pressures.Select(pressure => pressure.Type).Append("Ready"))
        {
            if (Conditions.Find(node, type).TextAt("status") != "Unknown")
            {
                node = Put(node, type, "Unknown", reason, message, now);
            }
        }

        return WithTaint(WithTaint(node, Unreachable, "NoSchedule", now), Unreachable, "NoExecute", now);
    }

    /// <summary>The node with a taint that says whether pods may be put on it, and with the times of the taints that drive pods away.</summary>
    public static DataObject Tidy(DataObject node, DateTimeOffset time)
    {
        var now = KubernetesTime.Seconds(time);
        if (node.ItemsAt("spec", "taints").Any(IsTimeless))
        {
            var taints = node.ItemsAt("spec", "taints").Select(one => IsTimeless(one) ? ((DataObject)one).With("timeAdded", now) : one);
            node = node.Put(DataArray.Of(taints), "spec", "taints");
        }

        return node.IsTrueAt("spec", "unschedulable")
            ? WithTaint(node, Unschedulable, "NoSchedule", now)
            : WithoutTaints(node, Unschedulable);
    }

    private static bool IsTimeless(DataNode taint) => taint.TextAt("effect") == "NoExecute" && taint.TextAt("timeAdded") is null;

    private static string Architecture =>
        RuntimeInformation.ProcessArchitecture == System.Runtime.InteropServices.Architecture.Arm64 ? "arm64" : "amd64";

    private static DataObject Info() =>
        DataObject.Of(
            ("machineID", ""),
            ("systemUUID", ""),
            ("bootID", Read("/proc/sys/kernel/random/boot_id")),
            ("kernelVersion", Read("/proc/sys/kernel/osrelease")),
            ("osImage", RuntimeInformation.OSDescription),
            ("containerRuntimeVersion", "process://" + Version),
            ("kubeletVersion", Version),
            ("kubeProxyVersion", Version),
            ("operatingSystem", "linux"),
            ("architecture", Architecture)
        );

    private static string Read(string path) => File.Exists(path) ? File.ReadAllText(path).Trim() : "";

    private static DataObject Put(DataObject node, string type, string status, string reason, string message, string now) =>
        Conditions.Put(
            node,
            Conditions.Make(Conditions.Find(node, type), type, status, reason, message, now).With("lastHeartbeatTime", now)
        );

    private static DataObject WithTaint(DataObject node, string key, string effect, string now)
    {
        var taints = node.ItemsAt("spec", "taints");
        return taints.Any(taint => taint.TextAt("key") == key && taint.TextAt("effect") == effect)
            ? node
            : node.Put(DataArray.Of(taints.Append(DataObject.Of(("key", key), ("effect", effect), ("timeAdded", now)))), "spec", "taints");
    }

    private static DataObject WithoutTaints(DataObject node, params string[] keys)
    {
        var taints = node.ItemsAt("spec", "taints");
        var left = taints.Where(taint => !keys.Contains(taint.TextAt("key"))).ToList();
        return left.Count == taints.Count ? node
            : left.Count == 0 ? node.Drop("spec", "taints")
            : node.Put(DataArray.Of(left), "spec", "taints");
    }
}
