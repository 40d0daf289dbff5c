using System.Globalization;
using Faultline.Abstractions.Data;
using Faultline.Lab.Objects;

namespace Faultline.Lab.Workloads.Controllers.StatefulSets;

/// <summary>The pods of a stateful set, which have numbers, names and volumes of their own.</summary>
internal static class StatefulPods
{
    private const string NameLabel = "statefulset.kubernetes.io/pod-name";
    private const string IndexLabel = "apps.kubernetes.io/pod-index";

    /// <summary>The number of a pod; null where it is none of the set's.</summary>
    public static int? Ordinal(DataObject set, string pod) =>
        pod.StartsWith(set.Name() + "-", StringComparison.Ordinal)
        && int.TryParse(pod[(set.Name().Length + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    /// <summary>The name of the pod with a number.</summary>
    public static string Name(DataObject set, long ordinal) => string.Create(CultureInfo.InvariantCulture, $"{set.Name()}-{ordinal}");

    /// <summary>The letters of the revision that a pod was made from.</summary>
    public static string? RevisionOf(DataObject pod) => pod.Labels().GetValueOrDefault(Revisions.HashLabel);

    /// <summary>The pod with a number, from a revision of the template.</summary>
    public static DataObject Of(DataObject set, DataObject revision, long ordinal)
    {
        var name = Name(set, ordinal);
        var pod = PodFactory.FromTemplate(ResourceKinds.StatefulSet, set, Revisions.TemplateOf(revision));
        var labels = pod.Labels();
        labels[NameLabel] = name;
        labels[IndexLabel] = ordinal.ToString(CultureInfo.InvariantCulture);
        labels[Revisions.HashLabel] = revision.Name();
        var claims = set.ItemsAt("spec", "volumeClaimTemplates").Select(claim => claim.TextAt("metadata", "name") ?? "").ToList();
        var volumes = pod.ItemsAt("spec", "volumes")
            .Where(volume => !claims.Contains(volume.TextAt("name") ?? ""))
            .Concat(
                claims.Select(claim =>
                    DataObject.Of(("name", claim), ("persistentVolumeClaim", DataObject.Of(("claimName", $"{claim}-{name}"))))
                )
            )
            .ToList();
        pod = volumes.Count == 0 ? pod : pod.Put(DataArray.Of(volumes), "spec", "volumes");
        return pod.Put(name, "metadata", "name")
            .Put(Tree.Texts(labels), "metadata", "labels")
            .Put(name, "spec", "hostname")
            .Put(set.TextAt("spec", "serviceName") ?? "", "spec", "subdomain");
    }

    /// <summary>The claims for the volumes of the pod with a number.</summary>
    public static IEnumerable<DataObject> Claims(DataObject set, long ordinal) =>
        set.ItemsAt("spec", "volumeClaimTemplates")
            .OfType<DataObject>()
            .Select(template =>
                DataObject.Of(
                    ("apiVersion", "v1"),
                    ("kind", "PersistentVolumeClaim"),
                    (
                        "metadata",
                        DataObject.Of(
                            ("name", $"{template.Name()}-{Name(set, ordinal)}"),
                            ("labels", Tree.Texts(set.TextsAt("spec", "selector", "matchLabels")))
                        )
                    ),
                    ("spec", template.At("spec") ?? DataObject.Empty)
                )
            );
}
