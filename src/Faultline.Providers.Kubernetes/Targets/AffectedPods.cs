using System.Collections.Immutable;
using System.Globalization;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Planning;
using Faultline.Providers.Kubernetes.Changes;
using Faultline.Providers.Kubernetes.ChaosMesh;

namespace Faultline.Providers.Kubernetes.Targets;

/// <summary>The pods that an object, once it is there, does something to.</summary>
/// <param name="Pods">The pods; where chance decides, those among which it does.</param>
/// <param name="Change">What happens to them.</param>
internal sealed record AffectedPods(ImmutableArray<DataObject> Pods, string Change)
{
    /// <summary>How many of them are chosen by chance; null for all.</summary>
    public TargetChance? ByChance { get; init; }

    /// <summary>Why nobody can tell which pods; null where they are known.</summary>
    public string? Unknown { get; init; }

    /// <summary>The pods that a new object is for; null where it is for none.</summary>
    public static async Task<AffectedPods?> OfAsync(DataObject manifest, string? ns, ClusterSight sight, CancellationToken stop)
    {
        var (kind, name) = (manifest.Text("kind") ?? "", Manifest.NameOf(manifest));
        var spec = manifest["spec"] as DataObject ?? DataObject.Empty;
        if (kind == "NetworkPolicy")
        {
            return ByPolicy(spec, name, await sight.PodsAsync(ns, stop));
        }

        return
            manifest.Text("apiVersion")?.StartsWith("chaos-mesh.org/", StringComparison.Ordinal) == true
            && ChaosKind.Find(kind) is { HitsPods: true } fault
            ? await ByFaultAsync(spec, $"hit by {fault.Name} '{name}'", ns ?? "default", sight, stop)
            : null;
    }

    private static AffectedPods ByPolicy(DataObject spec, string name, ImmutableArray<DataObject> pods)
    {
        var selector = spec["podSelector"] as DataObject ?? DataObject.Empty;
        var fits = pods.Select(pod => (Pod: pod, Fits: LabelMatch.Fits(PodFacts.LabelsOf(pod), selector))).ToList();
        return new AffectedPods([.. fits.Where(one => one.Fits == true).Select(one => one.Pod)], $"under network policy '{name}'")
        {
            Unknown = fits.Exists(one => one.Fits is null) ? "the network policy's podSelector has a part that is not known here" : null,
        };
    }

    private static async Task<AffectedPods> ByFaultAsync(
        DataObject spec,
        string change,
        string ns,
        ClusterSight sight,
        CancellationToken stop
    )
    {
        var selector = spec["selector"] as DataObject ?? DataObject.Empty;
        var strange = selector
            .Members.FirstOrDefault(one => one.Key is not ("namespaces" or "labelSelectors" or "annotationSelectors"))
            ?.Key;
        if (strange is not null)
        {
            return new AffectedPods([], change) { Unknown = $"the fault's selector has '{strange}', which is not looked up here" };
        }

        var namespaces = (selector["namespaces"] as DataArray)?.Items.OfType<DataString>().Select(one => one.Value).ToList() ?? [];
        var pods = new List<DataObject>();
        foreach (var one in namespaces.Count > 0 ? namespaces : [ns])
        {
            pods.AddRange(await sight.PodsAsync(one, stop));
        }

        ImmutableArray<DataObject> fitting =
        [
            .. pods.Where(pod =>
                LabelMatch.HasAll(PodFacts.LabelsOf(pod), selector["labelSelectors"] as DataObject)
                && LabelMatch.HasAll(Annotations(pod), selector["annotationSelectors"] as DataObject)
                && !PodFacts.IsOver(pod)
            ),
        ];
        var (mode, count) = (spec.Text("mode") ?? "one", Count(spec, fitting.Length));
        return new AffectedPods(fitting, change)
        {
            ByChance = count < fitting.Length ? new TargetChance("pod", count, $"mode {mode}") : null,
        };
    }

    private static DataObject Annotations(DataObject pod) =>
        (pod["metadata"] as DataObject)?["annotations"] as DataObject ?? DataObject.Empty;

    private static int Count(DataObject spec, int of)
    {
        var given = int.TryParse(spec.Text("value"), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : of;
        return (spec.Text("mode") ?? "one") switch
        {
            "one" => Math.Min(1, of),
            "fixed" => Math.Min(given, of),
            "fixed-percent" or "random-max-percent" => (int)Math.Min(of, ((of * (long)Math.Min(given, 100)) + 99) / 100),
            _ => of,
        };
    }
}
